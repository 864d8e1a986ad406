import { type Imsi } from "./imsi.ts";
import { type MncLength, mncLengthOf } from "./mnc-length.ts";
import type { Plmn } from "./plmn.ts";

/** `mnc015.mcc234.3gppnetwork.org`: every domain of TS 23.003 pads the MNC to three digits. */
function networkDomain(plmn: Plmn): string {
  return `mnc${plmn.mnc.padStart(3, "0")}.mcc${plmn.mcc}.3gppnetwork.org`;
}

/** Home network domain of the 5G core (TS 23.003 clause 28.2). */
export function fiveGcDomain(plmn: Plmn): string {
  return `5gc.${networkDomain(plmn)}`;
}

/** Realm of the evolved packet core (TS 23.003 clause 19.2). */
export function epcDomain(plmn: Plmn): string {
  return `epc.${networkDomain(plmn)}`;
}

/** Home network domain of the IM CN subsystem (TS 23.003 clause 13.2). */
export function imsDomain(plmn: Plmn): string {
  return `ims.${networkDomain(plmn)}`;
}

/** Bootstrapping server function of a subscriber with a USIM (TS 23.003 clause 16.2). */
export function bsfDomain(plmn: Plmn): string {
  return `bsf.mnc${plmn.mnc.padStart(3, "0")}.mcc${plmn.mcc}.pub.3gppnetwork.org`;
}

/** Name that binds keys to the serving network (TS 24.501 clause 9.12.1). */
export function servingNetworkName(plmn: Plmn): string {
  return `5G:${networkDomain(plmn)}`;
}

/** Private user identity derived from the IMSI (TS 23.003 clause 13.3). */
export function impiOf(imsi: Imsi, plmn: Plmn): string {
  return `${imsi}@${imsDomain(plmn)}`;
}

/** Temporary public user identity derived from the IMSI (TS 23.003 clause 13.4B). */
export function impuOf(imsi: Imsi, plmn: Plmn): string {
  return `sip:${impiOf(imsi, plmn)}`;
}

/** Leading digit of a root NAI and its realm label (TS 23.003 clauses 14.3 and 19.3.2). */
const rootNaiForms = {
  "EAP-AKA": { digit: "0", realm: (plmn: Plmn) => `nai.${epcDomain(plmn)}` },
  "EAP-SIM": { digit: "1", realm: (plmn: Plmn) => `wlan.${networkDomain(plmn)}` },
  "EAP-AKA'": { digit: "6", realm: (plmn: Plmn) => `nai.${epcDomain(plmn)}` },
} as const;

export type RootNaiMethod = keyof typeof rootNaiForms;

/** Root NAI of a subscriber for an EAP method. */
export function rootNai(imsi: Imsi, plmn: Plmn, method: RootNaiMethod): string {
  const form = rootNaiForms[method];
  return `${form.digit}${imsi}@${form.realm(plmn)}`;
}

const NETWORK_DOMAIN = /(?:^|[.:])mnc([0-9]{3})\.mcc([0-9]{3})\.(?:pub\.)?3gppnetwork\.org$/i;

/**
 * The PLMN that a domain of TS 23.003 or a serving network name stands for. Padding hides the length of the MNC: it is `mncLength` when given, else
 * what the MCC uses, else 2 digits after a leading zero.
 * @returns undefined when the name is no 3gppnetwork.org name.
 */
export function plmnOfDomain(name: string, mncLength?: MncLength): Plmn | undefined {
  const match = NETWORK_DOMAIN.exec(name);
  if (match === null) return undefined;
  const [, padded, mcc] = match as unknown as [string, string, string];
  const length = mncLength ?? mncLengthOf(mcc) ?? 2;
  return { mcc, mnc: length === 2 && padded.startsWith("0") ? padded.slice(1) : padded };
}
