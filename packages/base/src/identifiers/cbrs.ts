import { type Imsi, parseImsi } from "./imsi.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";
import type { Plmn } from "./plmn.ts";

/** The home network identity that all CBRS private networks of the United States share. */
export const CBRS_SHARED_PLMN: Plmn = { mcc: "315", mnc: "010" };

const SHARED_HNI = CBRS_SHARED_PLMN.mcc + CBRS_SHARED_PLMN.mnc;
const CBRS_PATTERN = /^315010([0-9]{4})([0-9]{5})$/;

/** IMSIs of one IMSI block number: 5 digits of user identification number. */
export const CBRS_BLOCK_SIZE = 100_000;

export interface CbrsImsi {
  /** IMSI block number, 4 digits. */
  readonly ibn: string;
  /** User identification number, 5 digits. */
  readonly uin: string;
}

export interface ImsiBlock {
  readonly first: Imsi;
  readonly last: Imsi;
  readonly size: number;
}

function checkedIbn(ibn: string): string {
  if (!/^[0-9]{4}$/.test(ibn)) {
    throw invalidIdentifier("an IMSI block number", ibn, "it is malformed", "4 digits");
  }
  return ibn;
}

/** @throws INVALID_IDENTIFIER */
export function cbrsImsi({ ibn, uin }: CbrsImsi): Imsi {
  if (!/^[0-9]{5}$/.test(uin)) {
    throw invalidIdentifier("a user identification number", uin, "it is malformed", "5 digits");
  }
  return parseImsi(SHARED_HNI + checkedIbn(ibn) + uin);
}

/** @returns undefined when the IMSI does not belong to the shared network identity. */
export function splitCbrsImsi(imsi: Imsi): CbrsImsi | undefined {
  const match = CBRS_PATTERN.exec(imsi);
  return match === null ? undefined : { ibn: match[1] as string, uin: match[2] as string };
}

/** The IMSIs that belong to a block number. @throws INVALID_IDENTIFIER */
export function cbrsBlock(ibn: string): ImsiBlock {
  const prefix = SHARED_HNI + checkedIbn(ibn);
  return { first: parseImsi(`${prefix}00000`), last: parseImsi(`${prefix}99999`), size: CBRS_BLOCK_SIZE };
}
