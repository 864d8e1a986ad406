import { utf8 } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import type { AuthenticationAlgorithm, ChallengeKeys, ChallengeResult } from "./authentication-algorithm.ts";
import { KECCAK_STATE_LENGTH, keccakF1600 } from "./keccak.ts";
import { requireLength } from "./octet-length.ts";

/** Most iterations of Keccak that a profile may ask for. */
export const MAX_KECCAK_ITERATIONS = 255;

export interface TuakOptions {
  /** Subscriber key, 16 or 32 octets. */
  readonly k: Uint8Array;
  /** Derived from TOP and K, 32 octets: see {@link computeTopc}. */
  readonly topc: Uint8Array;
  /** Bits of MAC-A and MAC-S; 64 is what AUTN of TS 33.102 has room for. */
  readonly macLengthBits?: 64 | 128 | 256;
  readonly resLengthBits?: 32 | 64 | 128 | 256;
  readonly ckLengthBits?: 128 | 256;
  readonly ikLengthBits?: 128 | 256;
  /** 1 or more, the same in the USIM and the AuC. */
  readonly keccakIterations?: number;
}

const ALGORITHM_NAME = utf8("TUAK1.0");
/** Bits of INSTANCE (TS 35.231 clause 6): lengths share one code. */
const LENGTH_CODES: Readonly<Record<number, number>> = { 32: 0x00, 64: 0x08, 128: 0x10, 256: 0x20 };
const INSTANCE = { f1: 0x00, f1Star: 0x80, f2345: 0x40, f5Star: 0xc0, ck256: 0x04, ik256: 0x02, k256: 0x01 } as const;

/** Where each field begins in the state, and where each output does. */
const AT = { top: 0, instance: 32, name: 33, rand: 40, amf: 56, sqn: 58, key: 64, pad: 96, padEnd: 135 } as const;
const OUT = { ck: 32, ik: 64, ak: 96 } as const;

/** TOPc (TS 35.231 clause 6.1). @throws AKA_INVALID_LENGTH, AKA_INVALID_PARAMETER */
export function computeTopc(k: Uint8Array, top: Uint8Array, keccakIterations = 1): Uint8Array {
  requireLength("K", k, 16, 32);
  requireLength("TOP", top, 32);
  requireIterations(keccakIterations);
  return reversed(permute({ k, top, instance: 0, iterations: keccakIterations }).subarray(0, 32));
}

/** The TUAK algorithm set (TS 35.231) for one subscriber. */
export class Tuak implements AuthenticationAlgorithm {
  readonly name = "TUAK";
  readonly macLength: number;
  readonly #k: Uint8Array;
  readonly #topc: Uint8Array;
  readonly #resBits: number;
  readonly #ckBits: number;
  readonly #ikBits: number;
  readonly #iterations: number;

  /** @throws AKA_INVALID_LENGTH, AKA_INVALID_PARAMETER */
  constructor(options: TuakOptions) {
    const { macLengthBits = 64, resLengthBits = 64, ckLengthBits = 128, ikLengthBits = 128 } = options;
    requireLength("K", options.k, 16, 32);
    requireLength("TOPc", options.topc, 32);
    requireBits("MAC", macLengthBits, [64, 128, 256]);
    requireBits("RES", resLengthBits, [32, 64, 128, 256]);
    requireBits("CK", ckLengthBits, [128, 256]);
    requireBits("IK", ikLengthBits, [128, 256]);
    this.#k = new Uint8Array(options.k);
    this.#topc = new Uint8Array(options.topc);
    this.macLength = macLengthBits / 8;
    this.#resBits = resLengthBits;
    this.#ckBits = ckLengthBits;
    this.#ikBits = ikLengthBits;
    this.#iterations = requireIterations(options.keccakIterations ?? 1);
  }

  f1(rand: Uint8Array, sqn: Uint8Array, amf: Uint8Array): Uint8Array {
    return this.#mac(INSTANCE.f1, rand, sqn, amf);
  }

  f1Star(rand: Uint8Array, sqn: Uint8Array, amf: Uint8Array): Uint8Array {
    return this.#mac(INSTANCE.f1Star, rand, sqn, amf);
  }

  f2345(rand: Uint8Array): ChallengeKeys {
    const instance =
      INSTANCE.f2345 |
      (LENGTH_CODES[this.#resBits] as number) |
      (this.#ckBits === 256 ? INSTANCE.ck256 : 0) |
      (this.#ikBits === 256 ? INSTANCE.ik256 : 0);
    const out = this.#run(instance, rand);
    const taken = (at: number, bits: number) => reversed(out.subarray(at, at + bits / 8));
    return {
      res: taken(0, this.#resBits),
      ck: taken(OUT.ck, this.#ckBits),
      ik: taken(OUT.ik, this.#ikBits),
      ak: taken(OUT.ak, 48),
    };
  }

  f5Star(rand: Uint8Array): Uint8Array {
    return reversed(this.#run(INSTANCE.f5Star, rand).subarray(OUT.ak, OUT.ak + 6));
  }

  f12345(rand: Uint8Array, sqn: Uint8Array, amf: Uint8Array): ChallengeResult {
    return { macA: this.f1(rand, sqn, amf), ...this.f2345(rand) };
  }

  #mac(kind: number, rand: Uint8Array, sqn: Uint8Array, amf: Uint8Array): Uint8Array {
    requireLength("SQN", sqn, 6);
    requireLength("AMF", amf, 2);
    const instance = kind | (LENGTH_CODES[this.macLength * 8] as number);
    return reversed(this.#run(instance, rand, sqn, amf).subarray(0, this.macLength));
  }

  #run(instance: number, rand: Uint8Array, sqn?: Uint8Array, amf?: Uint8Array): Uint8Array {
    requireLength("RAND", rand, 16);
    const input = { k: this.#k, top: this.#topc, instance, iterations: this.#iterations };
    return permute({ ...input, rand, sqn, amf });
  }
}

interface PermutationInput {
  readonly k: Uint8Array;
  readonly top: Uint8Array;
  readonly instance: number;
  readonly iterations: number;
  readonly rand?: Uint8Array;
  readonly sqn?: Uint8Array | undefined;
  readonly amf?: Uint8Array | undefined;
}

/** Lays the fields into the state, each with its octets reversed (TS 35.231 clause 6), and permutes. */
function permute(input: PermutationInput): Uint8Array {
  const state = new Uint8Array(KECCAK_STATE_LENGTH);
  const keyBit = input.k.length === 32 ? INSTANCE.k256 : 0;
  state.set(reversed(input.top), AT.top);
  state[AT.instance] = input.instance | keyBit;
  state.set(reversed(ALGORITHM_NAME), AT.name);
  if (input.rand !== undefined) state.set(reversed(input.rand), AT.rand);
  if (input.amf !== undefined) state.set(reversed(input.amf), AT.amf);
  if (input.sqn !== undefined) state.set(reversed(input.sqn), AT.sqn);
  state.set(reversed(input.k), AT.key);
  state[AT.pad] = 0x1f;
  state[AT.padEnd] = 0x80;
  for (let i = 0; i < input.iterations; i += 1) keccakF1600(state);
  return state;
}

function reversed(octets: Uint8Array): Uint8Array {
  return octets.toReversed();
}

function requireBits(name: string, bits: number, allowed: readonly number[]): void {
  if (allowed.includes(bits)) return;
  throw cryptoErrors.error("AKA_INVALID_LENGTH", `${name} of ${bits} bits; TUAK has ${allowed.join(", ")}`);
}

function requireIterations(iterations: number): number {
  if (Number.isInteger(iterations) && iterations >= 1 && iterations <= MAX_KECCAK_ITERATIONS) return iterations;
  throw cryptoErrors.error(
    "AKA_INVALID_PARAMETER",
    `${iterations} iterations of Keccak; 1 to ${MAX_KECCAK_ITERATIONS} are possible`,
  );
}
