import { type Plmn, concat, plmnToOctets, utf8 } from "@symbolon/base";
import { kdf } from "./kdf.ts";
import { requireLength } from "./octet-length.ts";

const FC_KASME = 0x10;
const FC_CK_PRIME_IK_PRIME = 0x20;

/** K_ASME, 32 octets (TS 33.401 A.2). */
export function deriveKasme(ck: Uint8Array, ik: Uint8Array, servingNetwork: Plmn, sqnXorAk: Uint8Array): Uint8Array {
  requireLength("CK", ck, 16);
  requireLength("IK", ik, 16);
  requireLength("SQN xor AK", sqnXorAk, 6);
  return kdf(concat(ck, ik), FC_KASME, plmnToOctets(servingNetwork), sqnXorAk);
}

export interface CkPrimeIkPrime {
  readonly ckPrime: Uint8Array;
  readonly ikPrime: Uint8Array;
}

/** CK' and IK' bound to the access network or serving network (TS 33.402 A.2, TS 33.501 A.3, RFC 9048 clause 3.3). */
export function deriveCkPrimeIkPrime(
  ck: Uint8Array,
  ik: Uint8Array,
  networkName: string,
  sqnXorAk: Uint8Array,
): CkPrimeIkPrime {
  requireLength("CK", ck, 16);
  requireLength("IK", ik, 16);
  requireLength("SQN xor AK", sqnXorAk, 6);
  const out = kdf(concat(ck, ik), FC_CK_PRIME_IK_PRIME, utf8(networkName), sqnXorAk);
  return { ckPrime: out.subarray(0, 16), ikPrime: out.subarray(16) };
}
