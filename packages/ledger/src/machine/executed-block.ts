import type { TransactionResult } from "@symbolon/proofs";
import type { StoreBatch } from "../store/state-store.ts";

/** What an orderer, whoever that is, hands to the state machine. */
export interface ProposedBlock {
  readonly height: number;
  /** Milliseconds since 1970-01-01T00:00:00Z, not before the block before. */
  readonly time: number;
  /** Signed transactions; anything else gets a refused result. */
  readonly transactions: readonly unknown[];
}

/** A block's outcome, nothing of it durable yet. Roots are hexadecimal. */
export interface ExecutedBlock {
  readonly height: number;
  readonly time: number;
  readonly results: readonly TransactionResult[];
  /** Canonical JSON of each transaction and of each result, in order. */
  readonly transactionTexts: readonly string[];
  readonly resultTexts: readonly string[];
  readonly transactionsRoot: string;
  readonly resultsRoot: string;
  readonly stateRoot: string;
  readonly batch: Pick<StoreBatch, "height" | "state" | "tree">;
  /** Contracts that failed without a code, for the log: position and cause. */
  readonly failures: readonly { readonly index: number; readonly cause: unknown }[];
}

/** What a driver stores with a block in the same commit. */
export interface CommitExtras {
  /** The block's octets. */
  readonly block?: Uint8Array;
  readonly meta?: ReadonlyMap<string, Uint8Array | undefined>;
  /** Blocks of lower heights may go. */
  readonly pruneBlocksBelow?: number;
}

/** The last committed block. Height -1: not even the genesis is there. */
export interface MachineHead {
  readonly ledger: string;
  readonly height: number;
  readonly time: number;
  readonly stateRoot: string;
}
