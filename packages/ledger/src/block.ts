import type { HeaderSignature, BlockHeader, SignedTransaction, TransactionResult } from "@symbolon/proofs";

/** A block as it is stored and streamed to followers. */
export interface Block {
  readonly header: BlockHeader;
  readonly signature: HeaderSignature;
  readonly transactions: readonly SignedTransaction[];
  readonly results: readonly TransactionResult[];
}

/** Signed by the orderer between blocks: shows life and carries time without changing state. */
export interface Heartbeat {
  readonly ledger: string;
  readonly height: number;
  readonly headerHash: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  readonly signature: HeaderSignature;
}
