import { toHex } from "../bytes.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";

/** Public land mobile network (TS 23.003 clause 12.1): as PlmnId of TS 29.571. */
export interface Plmn {
  /** Three digits. */
  readonly mcc: string;
  /** Two or three digits; 15 and 015 are different codes. */
  readonly mnc: string;
}

const PLMN_PATTERN = /^([0-9]{3})-?([0-9]{2,3})$/;
const FILLER = 0xf;

/** Reads `23415`, `315010`, `234-15`. @throws INVALID_IDENTIFIER */
export function parsePlmn(text: string): Plmn {
  const match = PLMN_PATTERN.exec(text);
  if (match === null) {
    throw invalidIdentifier("a PLMN", text, "MCC or MNC is malformed", "MCC of 3 and MNC of 2 or 3 digits");
  }
  return { mcc: match[1] as string, mnc: match[2] as string };
}

export function formatPlmn(plmn: Plmn): string {
  return plmn.mcc + plmn.mnc;
}

export function samePlmn(a: Plmn, b: Plmn): boolean {
  return a.mcc === b.mcc && a.mnc === b.mnc;
}

/** Three octets (TS 24.008 clause 10.5.1.13): MCC2 MCC1, MNC3 MCC3, MNC2 MNC1; MNC3 is f for a two-digit MNC. */
export function plmnToOctets(plmn: Plmn): Uint8Array {
  const [mcc1, mcc2, mcc3] = Array.from(plmn.mcc, Number) as [number, number, number];
  const [mnc1, mnc2, mnc3 = FILLER] = Array.from(plmn.mnc, Number) as [number, number, number?];
  return Uint8Array.of((mcc2 << 4) | mcc1, (mnc3 << 4) | mcc3, (mnc2 << 4) | mnc1);
}

/** @throws INVALID_IDENTIFIER */
export function plmnFromOctets(octets: Uint8Array): Plmn {
  const hex = toHex(octets);
  const [mcc2, mcc1, mnc3, mcc3, mnc2, mnc1] = hex;
  if (octets.length !== 3) {
    throw invalidIdentifier("a PLMN", hex, `it has ${octets.length} octets`, "3 octets");
  }
  return parsePlmn(`${mcc1}${mcc2}${mcc3}-${mnc1}${mnc2}${mnc3 === "f" ? "" : mnc3}`);
}
