import { fromHex, toHex } from "../bytes.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";
import { type Plmn, formatPlmn, plmnFromOctets, plmnToOctets } from "./plmn.ts";

/** 5G globally unique temporary identity (TS 23.003 clause 2.10). */
export interface Guti {
  readonly plmn: Plmn;
  /** AMF identifier: region 8, set 10, pointer 6 bits, as 6 hexadecimal digits. */
  readonly amfId: string;
  /** 5G-TMSI, 8 hexadecimal digits. */
  readonly tmsi: string;
}

const GUTI_LENGTH = 11;
const GUTI_HEADER = 0xf2;

/** Value part of the 5GS mobile identity (TS 24.501 clause 9.11.3.4). @throws INVALID_IDENTIFIER */
export function gutiFromOctets(octets: Uint8Array): Guti {
  if (octets.length !== GUTI_LENGTH || octets[0] !== GUTI_HEADER) {
    throw invalidIdentifier("a 5G-GUTI", toHex(octets), "its length or type differs", "11 octets beginning with f2");
  }
  return {
    plmn: plmnFromOctets(octets.subarray(1, 4)),
    amfId: toHex(octets.subarray(4, 7)),
    tmsi: toHex(octets.subarray(7)),
  };
}

/** @throws INVALID_HEX */
export function gutiToOctets(guti: Guti): Uint8Array {
  return Uint8Array.of(GUTI_HEADER, ...plmnToOctets(guti.plmn), ...fromHex(guti.amfId), ...fromHex(guti.tmsi));
}

export function formatGuti(guti: Guti): string {
  return formatPlmn(guti.plmn) + guti.amfId + guti.tmsi;
}
