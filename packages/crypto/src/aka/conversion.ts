import { requireLength } from "./octet-length.ts";
import { xor } from "./xor.ts";

/** c2: SRES, the exclusive or of the 32-bit words of XRES (TS 33.102 clause 6.8.1.2). @throws AKA_INVALID_LENGTH */
export function sresOf(xres: Uint8Array): Uint8Array {
  requireLength("XRES", xres, 4, 8, 16);
  let sres: Uint8Array = xres.subarray(0, 4);
  for (let at = 4; at < xres.length; at += 4) sres = xor(sres, xres.subarray(at, at + 4));
  return sres;
}

/** c3: Kc = CK1 xor CK2 xor IK1 xor IK2 (TS 33.102 clause 6.8.1.2). @throws AKA_INVALID_LENGTH */
export function kcOf(ck: Uint8Array, ik: Uint8Array): Uint8Array {
  requireLength("CK", ck, 16);
  requireLength("IK", ik, 16);
  const folded = xor(ck, ik);
  return xor(folded.subarray(0, 8), folded.subarray(8));
}
