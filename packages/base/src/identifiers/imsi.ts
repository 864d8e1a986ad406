import type { Branded } from "./branded.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";
import { MOBILE_IDENTITY_IMSI, decodeDigitIdentity, encodeDigitIdentity } from "./mobile-identity.ts";
import { type MncLength, mncLengthOf } from "./mnc-length.ts";
import { type Plmn, parsePlmn } from "./plmn.ts";
import { decodeTbcd, encodeTbcd } from "./tbcd.ts";

/** International mobile subscriber identity: MCC, MNC, MSIN (TS 23.003 clause 2.2), 5 to 15 digits. */
export type Imsi = Branded<"Imsi">;

const IMSI_PATTERN = /^[0-9]{5,15}$/;
const EF_IMSI_LENGTH = 9;

/** @throws INVALID_IDENTIFIER */
export function parseImsi(digits: string): Imsi {
  if (!IMSI_PATTERN.test(digits)) {
    const why = /^[0-9]*$/.test(digits) ? `it has ${digits.length} digits` : "it is not digits only";
    throw invalidIdentifier("an IMSI", digits, why, "5 to 15 digits");
  }
  return digits as Imsi;
}

export interface SplitImsi {
  readonly plmn: Plmn;
  readonly msin: string;
}

/**
 * Cuts an IMSI into PLMN and MSIN. Digits alone never tell the length of the MNC: the caller does, or the MCC when all its MNCs have one length.
 * @throws INVALID_IDENTIFIER when the length is neither given nor known, or no MSIN is left.
 */
export function splitImsi(imsi: Imsi, mncLength?: MncLength): SplitImsi {
  const mcc = imsi.slice(0, 3);
  const length = mncLength ?? mncLengthOf(mcc);
  if (length === undefined) {
    throw invalidIdentifier(
      "an IMSI that can be cut",
      imsi,
      `MCC ${mcc} has MNCs of 2 and 3 digits or is not known here`,
      "a given MNC length",
    );
  }
  if (imsi.length <= 3 + length) {
    throw invalidIdentifier(
      "an IMSI that can be cut",
      imsi,
      "no digit is left for the MSIN",
      `at least ${4 + length} digits`,
    );
  }
  return { plmn: parsePlmn(imsi.slice(0, 3 + length)), msin: imsi.slice(3 + length) };
}

/** Octets of the IMSI parameter of MAP, Diameter and GTP (TS 29.002). */
export function imsiToTbcd(imsi: Imsi): Uint8Array {
  return encodeTbcd(imsi);
}

/** @throws INVALID_IDENTIFIER */
export function imsiFromTbcd(octets: Uint8Array): Imsi {
  return parseImsi(decodeTbcd(octets, "an IMSI"));
}

/** Value part of the mobile identity (TS 24.008 clause 10.5.1.4). */
export function imsiToMobileIdentity(imsi: Imsi): Uint8Array {
  return encodeDigitIdentity(MOBILE_IDENTITY_IMSI, imsi);
}

/** @throws INVALID_IDENTIFIER */
export function imsiFromMobileIdentity(octets: Uint8Array): Imsi {
  return parseImsi(decodeDigitIdentity(MOBILE_IDENTITY_IMSI, octets, "an IMSI"));
}

/** Content of the elementary file EF_IMSI: length, then the identity, filled to 9 octets (TS 31.102 clause 4.2.2). */
export function imsiToEfImsi(imsi: Imsi): Uint8Array {
  const identity = imsiToMobileIdentity(imsi);
  const file = new Uint8Array(EF_IMSI_LENGTH).fill(0xff);
  file[0] = identity.length;
  file.set(identity, 1);
  return file;
}

/** @throws INVALID_IDENTIFIER */
export function imsiFromEfImsi(file: Uint8Array): Imsi {
  const length = file[0] ?? 0;
  if (file.length !== EF_IMSI_LENGTH || length === 0 || length >= EF_IMSI_LENGTH) {
    throw invalidIdentifier("EF_IMSI", String(file.length), "its length or length octet is wrong", "9 octets");
  }
  return imsiFromMobileIdentity(file.subarray(1, 1 + length));
}
