import type { BlockHeader, HeaderSignature, TransactionResult } from "@symbolon/proofs";
import type { MachineHead } from "../machine/executed-block.ts";
import type { ReadableStore } from "../store/state-store.ts";

/** A block to execute, in forms that pass between threads. */
export interface EngineProposal {
  readonly height: number;
  readonly time: number;
  /** Canonical JSON of each signed transaction. */
  readonly transactionTexts: readonly string[];
  /** `signatureKey` of those whose signature the caller has checked. */
  readonly checkedSignatures: readonly string[];
}

/** What a header needs of an executed block, and what receipts are made of. */
export interface EngineOutcome {
  readonly height: number;
  readonly time: number;
  /** Canonical JSON of each result: text passes between threads at a fraction of the cost of objects. */
  readonly resultTexts: readonly string[];
  readonly transactionsRoot: string;
  readonly resultsRoot: string;
  readonly stateRoot: string;
  readonly failures: readonly { readonly index: number; readonly message: string }[];
  /** Milliseconds that execution took, the state root included. */
  readonly milliseconds: number;
}

export interface SealedHeader {
  readonly header: BlockHeader;
  readonly signature: HeaderSignature;
}

/** Port: a state machine wherever it runs, in this thread or beside it. One call at a time. */
export interface BlockEngine extends AsyncDisposable {
  /** The last committed block; height -1 when even the genesis is to come. */
  readonly head: MachineHead;
  /** What was committed, as the calling thread reads it; closed with the engine. */
  readonly reader: ReadableStore;
  /** Executes the genesis. */
  begin(): Promise<EngineOutcome>;
  /** Executes on the head; a second call discards the first. @throws CONTRACT_VERSION_MISSING, STATE_MISMATCH, STORE_CORRUPT */
  execute(proposal: EngineProposal): Promise<EngineOutcome>;
  /** Commits and flushes what was executed last, with its sealed header. @throws STORE_FULL and its like */
  commit(sealed: SealedHeader): Promise<void>;
  /** Writes facts of this node that are no part of the state. @throws STORE_FULL and its like */
  note(facts: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

/** The results of an executed block as values. */
export function resultsOf(outcome: EngineOutcome): readonly TransactionResult[] {
  return outcome.resultTexts.map((text) => JSON.parse(text) as TransactionResult);
}
