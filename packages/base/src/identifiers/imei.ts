import type { Branded } from "./branded.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";
import { MOBILE_IDENTITY_IMEI, decodeDigitIdentity, encodeDigitIdentity } from "./mobile-identity.ts";

/** Equipment identity with its check digit: 15 digits (TS 23.003 clause 6.2.1). */
export type Imei = Branded<"Imei">;
/** Equipment identity with software version: 16 digits, no check digit (TS 23.003 clause 6.2.2). */
export type Imeisv = Branded<"Imeisv">;

/** Luhn check digit over the 14 digits of TAC and serial number (TS 23.003 Annex B). */
export function imeiCheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 14; i += 1) {
    const value = Number(digits[i]) * (i % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}

/** @throws INVALID_IDENTIFIER */
export function parseImei(digits: string): Imei {
  if (!/^[0-9]{15}$/.test(digits)) {
    throw invalidIdentifier("an IMEI", digits, "it is malformed", "15 digits");
  }
  const check = imeiCheckDigit(digits);
  if (digits[14] !== check) {
    throw invalidIdentifier("an IMEI", digits, "the check digit is wrong", `${check} as last digit`);
  }
  return digits as Imei;
}

/** @throws INVALID_IDENTIFIER */
export function parseImeisv(digits: string): Imeisv {
  if (!/^[0-9]{16}$/.test(digits)) {
    throw invalidIdentifier("an IMEISV", digits, "it is malformed", "16 digits");
  }
  return digits as Imeisv;
}

/** Value part of the mobile identity (TS 24.501 clause 9.11.3.4). */
export function imeiToMobileIdentity(imei: Imei): Uint8Array {
  return encodeDigitIdentity(MOBILE_IDENTITY_IMEI, imei);
}

/** @throws INVALID_IDENTIFIER */
export function imeiFromMobileIdentity(octets: Uint8Array): Imei {
  return parseImei(decodeDigitIdentity(MOBILE_IDENTITY_IMEI, octets, "an IMEI"));
}
