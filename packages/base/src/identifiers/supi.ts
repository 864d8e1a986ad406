import { type Imsi, parseImsi } from "./imsi.ts";
import { invalidIdentifier, refuseLong } from "./invalid-identifier.ts";
import { type Nai, formatNai, parseNai } from "./nai.ts";

export interface ImsiIdentifier {
  readonly kind: "imsi";
  readonly digits: Imsi;
}

/** Network specific identifier. */
export interface NaiIdentifier extends Nai {
  readonly kind: "nai";
}

/** Global cable (gci) or line (gli) identifier of wireline access (TS 23.003 clauses 28.15 and 28.16). */
export interface WirelineIdentifier {
  readonly kind: "gci" | "gli";
  readonly text: string;
}

/** Subscription permanent identifier (TS 23.501 clause 5.9.2, text form of TS 29.571). */
export type Supi = ImsiIdentifier | NaiIdentifier | WirelineIdentifier;

const WIRELINE_PATTERN = /^[\x21-\x7e]+$/;

export function parseWireline(kind: "gci" | "gli", text: string): WirelineIdentifier {
  if (!WIRELINE_PATTERN.test(text)) {
    throw invalidIdentifier(`a ${kind.toUpperCase()}`, text, "it is empty or not printable", "ASCII without blanks");
  }
  return { kind, text };
}

/** Reads `imsi-`, `nai-`, `gci-`, `gli-`. @throws INVALID_IDENTIFIER */
export function parseSupi(text: string): Supi {
  refuseLong("a SUPI", text);
  const value = text.slice(text.indexOf("-") + 1);
  switch (text.slice(0, text.length - value.length)) {
    case "imsi-":
      return { kind: "imsi", digits: parseImsi(value) };
    case "nai-":
      return { kind: "nai", ...parseNai(value) };
    case "gci-":
      return parseWireline("gci", value);
    case "gli-":
      return parseWireline("gli", value);
    default:
      throw invalidIdentifier("a SUPI", text, "its prefix is not known", "imsi-, nai-, gci- or gli-");
  }
}

export function formatSupi(supi: Supi): string {
  switch (supi.kind) {
    case "imsi":
      return `imsi-${supi.digits}`;
    case "nai":
      return `nai-${formatNai(supi)}`;
    default:
      return `${supi.kind}-${supi.text}`;
  }
}
