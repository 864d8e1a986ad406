import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { checkAutn, checkAuts, generateAuts, generateVector } from "./authentication-token.ts";
import { keccakF1600 } from "./keccak.ts";
import { Tuak, type TuakOptions, computeTopc } from "./tuak.ts";

type Hex = string;
interface Lengths {
  readonly macLengthBits: 64;
  readonly resLengthBits: 32;
  readonly ckLengthBits: 128;
  readonly ikLengthBits: 128;
  readonly keccakIterations: number;
}
interface TuakVector extends Lengths {
  readonly name: string;
  readonly k: Hex;
  readonly rand: Hex;
  readonly sqn: Hex;
  readonly amf: Hex;
  readonly top: Hex;
  readonly topc: Hex;
  readonly macA: Hex;
  readonly macS: Hex;
  readonly res: Hex;
  readonly ck: Hex;
  readonly ik: Hex;
  readonly ak: Hex;
  readonly akStar: Hex;
  readonly derived?: Readonly<Record<"autn" | "auts", Hex>>;
}
interface TuakVectors {
  readonly vectors: readonly TuakVector[];
  readonly computed: readonly TuakVector[];
  readonly keccak: readonly { readonly name: string; readonly input: Hex; readonly output: Hex }[];
  readonly invalid: readonly (Partial<Lengths> & {
    readonly name: string;
    readonly k?: Hex;
    readonly top?: Hex;
    readonly expected: "lengthError" | "rangeError";
  })[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../vectors/tuak.json", import.meta.url), "utf8"),
) as TuakVectors;

function algorithmOf(v: TuakVector): Tuak {
  return new Tuak({ ...v, k: fromHex(v.k), topc: fromHex(v.topc) });
}

describe("Keccak-f[1600]", () => {
  it.each(vectors.keccak)("$name", ({ input, output }) => {
    const state = fromHex(input);
    keccakF1600(state);
    expect(toHex(state)).toBe(output);
  });

  it("makes SHA3-256 as node:crypto does", () => {
    const state = new Uint8Array(200);
    state.set([0x61, 0x62, 0x63, 0x06]);
    state[135] = 0x80;
    keccakF1600(state);
    expect(toHex(state.subarray(0, 32))).toBe(createHash("sha3-256").update("abc").digest("hex"));
  });
});

describe("TUAK vectors", () => {
  it.each([...vectors.vectors, ...vectors.computed])("$name", (v) => {
    expect(toHex(computeTopc(fromHex(v.k), fromHex(v.top), v.keccakIterations))).toBe(v.topc);
    const algorithm = algorithmOf(v);
    const [rand, sqn, amf] = [fromHex(v.rand), fromHex(v.sqn), fromHex(v.amf)];
    expect(toHex(algorithm.f1(rand, sqn, amf))).toBe(v.macA);
    expect(toHex(algorithm.f1Star(rand, sqn, amf))).toBe(v.macS);
    const keys = algorithm.f2345(rand);
    expect([keys.res, keys.ck, keys.ik, keys.ak].map(toHex)).toEqual([v.res, v.ck, v.ik, v.ak]);
    expect(toHex(algorithm.f5Star(rand))).toBe(v.akStar);
  });

  it.each(vectors.vectors)("tokens of $name", (v) => {
    const algorithm = algorithmOf(v);
    const [rand, sqn, amf] = [fromHex(v.rand), fromHex(v.sqn), fromHex(v.amf)];
    const { autn, xres } = generateVector(algorithm, { rand, sqn, amf });
    expect([toHex(autn), toHex(xres)]).toEqual([v.derived?.autn, v.res]);
    expect(checkAutn(algorithm, rand, autn)?.sqn).toEqual(sqn);
    const auts = generateAuts(algorithm, rand, sqn);
    expect(toHex(auts)).toBe(v.derived?.auts);
    expect(checkAuts(algorithm, rand, auts)).toEqual(sqn);
    auts[auts.length - 1] = (auts.at(-1) as number) ^ 1;
    expect(checkAuts(algorithm, rand, auts)).toBeUndefined();
  });
});

describe("refused parameters", () => {
  it.each(vectors.invalid)("$name", (v) => {
    const { k, top, name: _, expected, ...lengths } = v;
    const key = k === undefined ? new Uint8Array(16) : fromHex(k);
    const make = () => {
      const topc = computeTopc(key, top === undefined ? new Uint8Array(32) : fromHex(top));
      return new Tuak({ k: key, topc, ...(lengths as Partial<TuakOptions>) });
    };
    const code = expected === "lengthError" ? "AKA_INVALID_LENGTH" : "AKA_INVALID_PARAMETER";
    expect(make).toThrow(expect.objectContaining({ code }));
  });

  it("refuses challenges of other lengths", () => {
    const algorithm = new Tuak({ k: new Uint8Array(32), topc: new Uint8Array(32) });
    const wrong = expect.objectContaining({ code: "AKA_INVALID_LENGTH" });
    expect(() => algorithm.f2345(new Uint8Array(15))).toThrow(wrong);
    expect(() => algorithm.f1(new Uint8Array(16), new Uint8Array(5), new Uint8Array(2))).toThrow(wrong);
    expect(() => algorithm.f1(new Uint8Array(16), new Uint8Array(6), new Uint8Array(1))).toThrow(wrong);
    expect(() => new Tuak({ k: new Uint8Array(16), topc: new Uint8Array(16) })).toThrow(wrong);
    expect(() => computeTopc(new Uint8Array(16), new Uint8Array(32), 256)).toThrow(
      expect.objectContaining({ code: "AKA_INVALID_PARAMETER" }),
    );
  });
});
