import { compareBytes } from "@symbolon/base";

/** Order of P-256 (FIPS 186-5, SP 800-186 clause 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = Buffer.from((ORDER >> 1n).toString(16), "hex");
const SCALAR_LENGTH = 32;

/** True when s of a raw r||s is at most half the order, so that nobody can restate a signature in a second form. */
export function hasLowS(signature: Uint8Array): boolean {
  return compareBytes(signature.subarray(SCALAR_LENGTH), HALF_ORDER) <= 0;
}

/** Replaces s by order - s where s is high: the same signature in its only accepted form. */
export function normaliseS(signature: Uint8Array): Uint8Array {
  if (hasLowS(signature)) return signature;
  const s = BigInt(`0x${Buffer.from(signature.subarray(SCALAR_LENGTH)).toString("hex")}`);
  const low = Buffer.from((ORDER - s).toString(16).padStart(SCALAR_LENGTH * 2, "0"), "hex");
  return Buffer.concat([signature.subarray(0, SCALAR_LENGTH), low]);
}
