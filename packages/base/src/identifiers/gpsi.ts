import { invalidIdentifier, refuseLong } from "./invalid-identifier.ts";
import { type Msisdn, parseMsisdn } from "./msisdn.ts";
import { type Nai, parseNai } from "./nai.ts";

export interface MsisdnIdentifier {
  readonly kind: "msisdn";
  readonly digits: Msisdn;
}

/** External identifier `local@domain` (TS 23.003 clause 19.7.2). */
export interface ExternalIdentifier extends Nai {
  readonly kind: "extid";
}

/** Generic public subscription identifier (TS 23.501 clause 5.9.8, text form of TS 29.571). */
export type Gpsi = MsisdnIdentifier | ExternalIdentifier;

/** Reads `msisdn-`, `extid-`. @throws INVALID_IDENTIFIER */
export function parseGpsi(text: string): Gpsi {
  refuseLong("a GPSI", text);
  if (text.startsWith("msisdn-")) return { kind: "msisdn", digits: parseMsisdn(text.slice(7)) };
  if (text.startsWith("extid-")) return { kind: "extid", ...parseNai(text.slice(6)) };
  throw invalidIdentifier("a GPSI", text, "its prefix is not known", "msisdn- or extid-");
}

export function formatGpsi(gpsi: Gpsi): string {
  return gpsi.kind === "msisdn" ? `msisdn-${gpsi.digits}` : `extid-${gpsi.username}@${gpsi.realm}`;
}
