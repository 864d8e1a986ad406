import { createHmac } from "node:crypto";
import { concat } from "@symbolon/base";
import { plainOctets } from "./plain-octets.ts";

/** S = FC || P0 || L0 || P1 || L1 ..., each length in two octets (TS 33.220 clause B.2.1). */
function inputString(fc: number, parameters: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(fc)];
  for (const parameter of parameters) {
    parts.push(parameter, Uint8Array.of(parameter.length >> 8, parameter.length & 255));
  }
  return concat(...parts);
}

/** The generic 3GPP key derivation function HMAC-SHA-256(Key, S) of TS 33.220 clause B.2. @returns 32 octets */
export function kdf(key: Uint8Array, fc: number, ...parameters: readonly Uint8Array[]): Uint8Array {
  return plainOctets(createHmac("sha256", key).update(inputString(fc, parameters)).digest());
}
