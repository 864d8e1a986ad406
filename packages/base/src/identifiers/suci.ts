import { parseImsi } from "./imsi.ts";
import { invalidIdentifier, refuseLong } from "./invalid-identifier.ts";
import { isRealm, parseNai } from "./nai.ts";
import { type Plmn, formatPlmn, parsePlmn } from "./plmn.ts";
import { type Supi, parseWireline } from "./supi.ts";

/** Protection scheme identifiers (TS 33.501 Annex C.1); 3 to 11 are reserved, 12 to 15 belong to the home operator. */
export const NULL_SCHEME = 0;
export const PROFILE_A = 1;
export const PROFILE_B = 2;

interface ConcealedPart {
  /** 1 to 4 digits; `0` when none is configured. */
  readonly routingIndicator: string;
  /** 0 to 15. */
  readonly protectionScheme: number;
  /** 0 to 255; 0 with the null scheme. */
  readonly homeNetworkPublicKeyId: number;
  /** Null scheme: the MSIN or the user part in clear. Else lower-case hexadecimal octets. */
  readonly schemeOutput: string;
}

export interface ImsiSuci extends ConcealedPart {
  readonly supiType: 0;
  readonly plmn: Plmn;
}

export interface NaiSuci extends ConcealedPart {
  /** 1 network specific identifier, 2 GCI, 3 GLI; 4 to 7 are reserved. */
  readonly supiType: number;
  readonly realm: string;
}

/** Subscription concealed identifier (TS 23.003 clause 2.2B). */
export type Suci = ImsiSuci | NaiSuci;

export function isImsiSuci(suci: Suci): suci is ImsiSuci {
  return suci.supiType === 0;
}

const EXPECTED = "suci-<type>-<mcc>-<mnc> or -<realm>, -<routing indicator>-<scheme>-<key id>-<output>";
const HOME = "(?:(0)-([0-9]{3}-[0-9]{2,3})|([1-7])-(.+?))";
const SUCI_PATTERN = new RegExp(`^suci-${HOME}-([0-9]{1,4})-(?:0-0-(.*)|([1-9a-f])-([0-9]{1,3})-([0-9a-f]+))$`, "i");

function malformed(text: string, why: string) {
  return invalidIdentifier("a SUCI", text, why, EXPECTED);
}

/** Reads the text form of TS 29.571. @throws INVALID_IDENTIFIER */
export function parseSuci(text: string): Suci {
  refuseLong("a SUCI", text);
  const match = SUCI_PATTERN.exec(text);
  if (match === null) throw malformed(text, "a part is missing or malformed");
  const [, , plmn, type, realm, routingIndicator, clear, scheme, key, output] = match;
  const concealed: ConcealedPart = {
    routingIndicator: routingIndicator as string,
    protectionScheme: scheme === undefined ? NULL_SCHEME : Number.parseInt(scheme, 16),
    homeNetworkPublicKeyId: Number(key ?? 0),
    schemeOutput: clear ?? (output as string).toLowerCase(),
  };
  return checkedSuci(
    plmn === undefined
      ? { supiType: Number(type), realm: realm as string, ...concealed }
      : { supiType: 0, plmn: parsePlmn(plmn), ...concealed },
    text,
  );
}

/** Checks what the patterns of the three forms cannot. @throws INVALID_IDENTIFIER */
export function checkedSuci(suci: Suci, text: string): Suci {
  if (suci.homeNetworkPublicKeyId > 255) throw malformed(text, "the key identifier is above 255");
  if (!isImsiSuci(suci) && !isRealm(suci.realm)) throw malformed(text, "the realm is not a domain name");
  if (suci.protectionScheme !== NULL_SCHEME) {
    if (suci.schemeOutput.length % 2 === 0) return suci;
    throw malformed(text, "the scheme output is not whole octets");
  }
  if (isImsiSuci(suci)) parseImsi(formatPlmn(suci.plmn) + suci.schemeOutput);
  else if (suci.schemeOutput !== "") parseNai(`${suci.schemeOutput}@${suci.realm}`);
  return suci;
}

export function formatSuci(suci: Suci): string {
  const home = isImsiSuci(suci) ? `${suci.plmn.mcc}-${suci.plmn.mnc}` : suci.realm;
  const scheme = suci.protectionScheme.toString(16);
  return `suci-${suci.supiType}-${home}-${suci.routingIndicator}-${scheme}-${suci.homeNetworkPublicKeyId}-${suci.schemeOutput}`;
}

/** @returns the SUPI that a null-scheme SUCI shows; undefined when it is concealed, anonymous or of a reserved type. */
export function supiOfNullScheme(suci: Suci): Supi | undefined {
  if (suci.protectionScheme !== NULL_SCHEME || suci.schemeOutput === "") return undefined;
  if (isImsiSuci(suci)) return { kind: "imsi", digits: parseImsi(formatPlmn(suci.plmn) + suci.schemeOutput) };
  switch (suci.supiType) {
    case 1:
      return { kind: "nai", username: suci.schemeOutput, realm: suci.realm };
    case 2:
      return parseWireline("gci", suci.schemeOutput);
    case 3:
      return parseWireline("gli", suci.schemeOutput);
    default:
      return undefined;
  }
}
