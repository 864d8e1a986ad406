import type { TransactionResult } from "@symbolon/proofs";

/** Given only after the block is on disk. */
export interface Receipt extends TransactionResult {
  readonly height: number;
  /** Position within the block. */
  readonly index: number;
  /** True when an earlier submission with the same idempotency key and content is answered again. */
  readonly repeated: boolean;
}
