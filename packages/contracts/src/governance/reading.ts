import { decodeRecord, keysBelow, type ReadableState, readRecord } from "@symbolon/state";
import { contractVersionKey, proposalKey } from "./keys.ts";
import type { ContractVersionRecord, ProposalRecord } from "./records.ts";

export function findProposal(state: ReadableState, id: string): ProposalRecord | undefined {
  return readRecord<ProposalRecord>(state, proposalKey(id));
}

/** Proposals by identifier, from `from` on. */
export function listProposals(state: ReadableState, limit: number, from?: string): readonly ProposalRecord[] {
  const { start, end } = keysBelow("proposal");
  return state
    .range(from === undefined ? start : proposalKey(from), end, limit)
    .map(({ key, value }) => decodeRecord<ProposalRecord>(key, value));
}

/** The version of a contract that runs, and the one that is voted to follow. */
export function findContractVersion(state: ReadableState, contract: string): ContractVersionRecord | undefined {
  return readRecord<ContractVersionRecord>(state, contractVersionKey(contract));
}
