import { invalidIdentifier } from "./invalid-identifier.ts";

const FILLER = 0xf;

/** Nibbles to octets, the first nibble in the low half: the order of TBCD and of TS 24.008 identities. */
export function packNibbles(nibbles: readonly number[]): Uint8Array {
  const octets = new Uint8Array(Math.ceil(nibbles.length / 2));
  for (let i = 0; i < octets.length; i += 1) {
    octets[i] = (nibbles[i * 2] as number) | ((nibbles[i * 2 + 1] ?? FILLER) << 4);
  }
  return octets;
}

export function unpackNibbles(octets: Uint8Array): number[] {
  return Array.from(octets).flatMap((octet) => [octet & 0xf, octet >> 4]);
}

/** Digits to nibbles. The caller has checked that `digits` holds digits only. */
export function digitNibbles(digits: string): number[] {
  return Array.from(digits, Number);
}

/** Nibbles to digits; one filler may stand at the end. @throws INVALID_IDENTIFIER */
export function nibblesToDigits(nibbles: readonly number[], what: string): string {
  const count = nibbles.at(-1) === FILLER ? nibbles.length - 1 : nibbles.length;
  let digits = "";
  for (let i = 0; i < count; i += 1) {
    const nibble = nibbles[i] as number;
    if (nibble > 9) {
      const text = nibbles.map((value) => value.toString(16)).join("");
      throw invalidIdentifier(what, text, `nibble ${i + 1} is not a digit`, "digits in TBCD");
    }
    digits += nibble;
  }
  return digits;
}

/** Telephony BCD (TS 29.002): two digits an octet, the first in the low nibble, an odd end filled with f. */
export function encodeTbcd(digits: string): Uint8Array {
  return packNibbles(digitNibbles(digits));
}

/** @throws INVALID_IDENTIFIER when a nibble other than the last is no digit. */
export function decodeTbcd(octets: Uint8Array, what = "TBCD digits"): string {
  return nibblesToDigits(unpackNibbles(octets), what);
}
