import { toHex } from "../bytes.ts";
import type { Branded } from "./branded.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";
import { decodeTbcd, encodeTbcd } from "./tbcd.ts";

/** Mobile subscriber ISDN number: an international E.164 number without `+` (TS 23.003 clause 3.3), 5 to 15 digits. */
export type Msisdn = Branded<"Msisdn">;

const MSISDN_PATTERN = /^[0-9]{5,15}$/;

/** E.164 country codes of two digits; 1 and 7 have one digit, all others three. */
const TWO_DIGIT_CODES = new Set(
  (
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 " +
    "81 82 84 86 90 91 92 93 94 95 98"
  ).split(" "),
);

/** Address octet of MAP: no extension, international number, E.164 (TS 29.002 AddressString). */
const INTERNATIONAL_E164 = 0x91;

/** @throws INVALID_IDENTIFIER */
export function parseMsisdn(digits: string): Msisdn {
  const fail = (why: string) =>
    invalidIdentifier("an MSISDN", digits, why, "5 to 15 digits beginning with a country code, without +");
  if (!MSISDN_PATTERN.test(digits)) {
    throw fail(/^[0-9]*$/.test(digits) ? `it has ${digits.length} digits` : "it is not digits only");
  }
  if (digits.startsWith("0")) throw fail("no country code begins with 0");
  if (digits.startsWith("999")) throw fail("country code 999 is reserved");
  return digits as Msisdn;
}

/** Reads `+12025331234`. @throws INVALID_IDENTIFIER */
export function parseE164(text: string): Msisdn {
  if (!text.startsWith("+")) {
    throw invalidIdentifier("an E.164 number", text, "the + is missing", "+ and the digits");
  }
  return parseMsisdn(text.slice(1));
}

export function formatE164(msisdn: Msisdn): string {
  return `+${msisdn}`;
}

/** The E.164 country code that the number begins with. */
export function countryCodeOf(msisdn: Msisdn): string {
  if (msisdn.startsWith("1") || msisdn.startsWith("7")) return msisdn.slice(0, 1);
  const two = msisdn.slice(0, 2);
  return TWO_DIGIT_CODES.has(two) ? two : msisdn.slice(0, 3);
}

/** Digits only, as in the MSISDN AVP of TS 29.329. */
export function msisdnToTbcd(msisdn: Msisdn): Uint8Array {
  return encodeTbcd(msisdn);
}

/** @throws INVALID_IDENTIFIER */
export function msisdnFromTbcd(octets: Uint8Array): Msisdn {
  return parseMsisdn(decodeTbcd(octets, "an MSISDN"));
}

/** ISDN-AddressString of TS 29.002: the type of number, then the digits. */
export function msisdnToMapAddress(msisdn: Msisdn): Uint8Array {
  return Uint8Array.of(INTERNATIONAL_E164, ...encodeTbcd(msisdn));
}

/** @throws INVALID_IDENTIFIER */
export function msisdnFromMapAddress(octets: Uint8Array): Msisdn {
  if (octets[0] !== INTERNATIONAL_E164) {
    throw invalidIdentifier("an international address", toHex(octets), "the first octet differs", "91");
  }
  return msisdnFromTbcd(octets.subarray(1));
}
