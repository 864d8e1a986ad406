import { compositeKey } from "@symbolon/state";

export function proposalKey(id: string): string {
  return compositeKey("proposal", id);
}

/** Where the ledger looks for the version of a contract. */
export function contractVersionKey(contract: string): string {
  return compositeKey("contract-version", contract);
}
