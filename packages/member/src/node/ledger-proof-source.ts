import { fromUtf8, type JsonObject, parseIdentifier, parseJson, SymbolonError } from "@symbolon/base";
import { findRange, rangeKey } from "@symbolon/contracts/numbers";
import type { ProofSource } from "@symbolon/faces/http";
import type { Refusal } from "@symbolon/functions";
import type { Ledger } from "@symbolon/ledger";

/** Proofs of the range record that holds a number, whoever holds it, and also when nobody does. */
export function ledgerProofSource(ledger: Ledger): ProofSource {
  return {
    async prove(text): Promise<JsonObject | Refusal> {
      const number = numberOf(text);
      if ("refused" in number) return number;
      const range = findRange(ledger.state, number.kind, number.digits);
      if (range === undefined)
        return { refused: "UNKNOWN_NUMBER", message: `no number has ${number.digits.length} digits` };
      const proof = await ledger.prove(rangeKey(range.kind, range.end), `${number.kind}-${number.digits}`);
      return parseJson(fromUtf8(proof)) as JsonObject;
    },
  };
}

function numberOf(text: string): { readonly kind: "imsi" | "msisdn"; readonly digits: string } | Refusal {
  try {
    const identifier = parseIdentifier(text);
    if (identifier.kind === "imsi" || identifier.kind === "msisdn") return identifier;
    return { refused: "UNSUPPORTED", message: "proofs are made of numbers: imsi-... or msisdn-..." };
  } catch (error) {
    if (!(error instanceof SymbolonError)) throw error;
    return { refused: "MALFORMED_REQUEST", message: error.message };
  }
}
