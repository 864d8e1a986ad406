import type { Branded } from "./branded.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";

/** Identifier of an embedded UICC: 32 digits, the last two chosen so that the number is 1 modulo 97 (GSMA SGP.02, SGP.29). */
export type Eid = Branded<"Eid">;

/** @throws INVALID_IDENTIFIER */
export function parseEid(digits: string): Eid {
  if (!/^[0-9]{32}$/.test(digits)) {
    throw invalidIdentifier("an EID", digits, "it is malformed", "32 digits");
  }
  if (BigInt(digits) % 97n !== 1n) {
    throw invalidIdentifier("an EID", digits, "the two check digits are wrong", "a number that is 1 modulo 97");
  }
  return digits as Eid;
}
