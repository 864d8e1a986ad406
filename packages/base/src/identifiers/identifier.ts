import { type Eid, parseEid } from "./eid.ts";
import { type Gpsi, formatGpsi, parseGpsi } from "./gpsi.ts";
import { type Imei, type Imeisv, parseImei, parseImeisv } from "./imei.ts";
import { invalidIdentifier, refuseLong } from "./invalid-identifier.ts";
import { type Ipv4Address, parseIpv4 } from "./ipv4.ts";
import { type Ipv6Address, parseIpv6 } from "./ipv6.ts";
import { type Suci, formatSuci, parseSuci } from "./suci.ts";
import { type Supi, formatSupi, parseSupi } from "./supi.ts";

/** Kinds of numbers that the ledger allots in ranges. */
export type NumberKind = "imsi" | "msisdn";

/** Any identifier that the query service accepts, parsed once. */
export type Identifier =
  | Supi
  | Gpsi
  | { readonly kind: "suci"; readonly suci: Suci }
  | { readonly kind: "imei"; readonly digits: Imei }
  | { readonly kind: "imeisv"; readonly digits: Imeisv }
  | { readonly kind: "eid"; readonly digits: Eid }
  | { readonly kind: "ipv4"; readonly address: Ipv4Address }
  | { readonly kind: "ipv6"; readonly address: Ipv6Address };

export type IdentifierKind = Identifier["kind"];

const parsers: Readonly<Record<IdentifierKind, (value: string, text: string) => Identifier>> = {
  imsi: (_, text) => parseSupi(text),
  nai: (_, text) => parseSupi(text),
  gci: (_, text) => parseSupi(text),
  gli: (_, text) => parseSupi(text),
  msisdn: (_, text) => parseGpsi(text),
  extid: (_, text) => parseGpsi(text),
  suci: (_, text) => ({ kind: "suci", suci: parseSuci(text) }),
  imei: (value) => ({ kind: "imei", digits: parseImei(value) }),
  imeisv: (value) => ({ kind: "imeisv", digits: parseImeisv(value) }),
  eid: (value) => ({ kind: "eid", digits: parseEid(value) }),
  ipv4: (value) => ({ kind: "ipv4", address: parseIpv4(value) }),
  ipv6: (value) => ({ kind: "ipv6", address: parseIpv6(value) }),
};

export const identifierKinds = Object.keys(parsers) as readonly IdentifierKind[];

/** Reads an identifier in the syntax of TS 29.571, or `eid-`, `ipv4-`, `ipv6-`. @throws INVALID_IDENTIFIER */
export function parseIdentifier(text: string): Identifier {
  refuseLong("an identifier", text);
  const hyphen = text.indexOf("-");
  const prefix = text.slice(0, Math.max(hyphen, 0));
  if (!Object.hasOwn(parsers, prefix)) {
    throw invalidIdentifier("an identifier", text, "its prefix is not known", `${identifierKinds.join("-, ")}-`);
  }
  return parsers[prefix as IdentifierKind](text.slice(hyphen + 1), text);
}

/** The canonical text: equal identifiers have equal texts. */
export function formatIdentifier(identifier: Identifier): string {
  switch (identifier.kind) {
    case "imsi":
    case "nai":
    case "gci":
    case "gli":
      return formatSupi(identifier);
    case "msisdn":
    case "extid":
      return formatGpsi(identifier);
    case "suci":
      return formatSuci(identifier.suci);
    case "ipv4":
    case "ipv6":
      return `${identifier.kind}-${identifier.address}`;
    default:
      return `${identifier.kind}-${identifier.digits}`;
  }
}
