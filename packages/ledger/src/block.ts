import type {
  BlockHeader,
  HeaderSignature,
  SignedHeartbeat,
  SignedTransaction,
  TransactionResult,
} from "@symbolon/proofs";

/** A block as it is stored and streamed to followers. */
export interface Block {
  readonly header: BlockHeader;
  readonly signature: HeaderSignature;
  readonly transactions: readonly SignedTransaction[];
  readonly results: readonly TransactionResult[];
}

/** Signed by the orderer between blocks: shows life and carries time without changing state. */
export type Heartbeat = SignedHeartbeat;
