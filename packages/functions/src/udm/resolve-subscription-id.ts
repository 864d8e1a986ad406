import { formatSupi, parseSuci, SymbolonError } from "@symbolon/base";
import type { Sidf } from "@symbolon/crypto";
import type { Refusal, RefusalCause } from "../refusal-cause.ts";

/** TS 29.503 table 6.3.3.2.4.2.2-1 by the reasons for which the SIDF fails. */
const causes: Readonly<Record<string, RefusalCause>> = {
  SUCI_ANONYMOUS: "SUCI_UNREADABLE",
  SUCI_SCHEME_UNSUPPORTED: "PROTECTION_SCHEME_UNSUPPORTED",
  SUCI_KEY_UNKNOWN: "HOME_NETWORK_KEY_UNKNOWN",
  SUCI_OUTPUT_TOO_SHORT: "SUCI_UNREADABLE",
  SUCI_PUBLIC_KEY_INVALID: "SUCI_UNREADABLE",
  SUCI_MAC_FAILURE: "SUCI_UNREADABLE",
};

/** The SUPI behind `suci-...`; anything else is returned as it is. */
export function resolveSubscriptionId(supiOrSuci: string, sidf: Sidf): string | Refusal {
  if (!supiOrSuci.startsWith("suci-")) return supiOrSuci;
  let parsed;
  try {
    parsed = parseSuci(supiOrSuci);
    return formatSupi(sidf.deconceal(parsed));
  } catch (error) {
    if (!(error instanceof SymbolonError)) throw error;
    // A malformed output of a SUCI that reads well was concealed so: its owner's fault, not the asker's.
    const fallback: RefusalCause = parsed === undefined ? "MALFORMED_REQUEST" : "SUCI_UNREADABLE";
    return { refused: causes[error.code] ?? fallback, message: error.message };
  }
}
