import { toHex } from "../bytes.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";
import { digitNibbles, nibblesToDigits, packNibbles, unpackNibbles } from "./tbcd.ts";

/** Type of identity in the first octet (TS 24.008 clause 10.5.1.4, TS 24.501 clause 9.11.3.4). */
export const MOBILE_IDENTITY_IMSI = 1;
export const MOBILE_IDENTITY_IMEI = 3;

const ODD = 8;

/** Value part: type and parity in the low nibble of the first octet, then the digits. */
export function encodeDigitIdentity(type: number, digits: string): Uint8Array {
  const parity = digits.length % 2 === 1 ? ODD : 0;
  const [first, ...rest] = digitNibbles(digits);
  return packNibbles([type | parity, first as number, ...rest]);
}

/** @throws INVALID_IDENTIFIER */
export function decodeDigitIdentity(type: number, octets: Uint8Array, what: string): string {
  const [header, ...nibbles] = unpackNibbles(octets);
  if (header === undefined || (header & 7) !== type) {
    throw invalidIdentifier(what, toHex(octets), "the type of identity differs", `type ${type}`);
  }
  const digits = nibblesToDigits(nibbles, what);
  if ((digits.length % 2 === 1) !== ((header & ODD) !== 0)) {
    throw invalidIdentifier(what, toHex(octets), "the odd/even bit differs", "the parity of the digits");
  }
  return digits;
}
