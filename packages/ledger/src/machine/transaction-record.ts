import { canonicalBytes, type JsonValue } from "@symbolon/base";
import type { TransactionResult } from "@symbolon/proofs";
import { compositeKey, decodeRecord, type ReadableState } from "@symbolon/state";
import type { Receipt } from "../receipt.ts";

/** First part of the keys of transaction records. */
export const TRANSACTION = "transaction";
/** First part of the keys that list the transaction records of each block, for pruning. */
export const TRANSACTION_INDEX = "transaction-index";

/** What the authenticated state keeps of one request: guards against replay and answers repetitions. */
export interface TransactionRecord {
  readonly v: 1;
  readonly id: string;
  /** Hash of contract, method and arguments. */
  readonly content: string;
  readonly height: number;
  readonly index: number;
  readonly status: "done" | "refused";
  readonly code?: string;
  readonly message?: string;
  readonly result?: JsonValue;
  readonly createdAt: number;
}

/** Which records one block has written. */
export interface TransactionIndex {
  readonly v: 1;
  readonly time: number;
  readonly keys: readonly string[];
}

export function transactionKey(memberId: string, idempotencyKey: string): string {
  return compositeKey(TRANSACTION, memberId, idempotencyKey);
}

export function transactionIndexKey(height: number): string {
  return compositeKey(TRANSACTION_INDEX, String(height).padStart(16, "0"));
}

export function findTransactionRecord(
  state: ReadableState,
  memberId: string,
  idempotencyKey: string,
): TransactionRecord | undefined {
  const key = transactionKey(memberId, idempotencyKey);
  const bytes = state.get(key);
  return bytes === undefined ? undefined : decodeRecord<TransactionRecord>(key, bytes);
}

export function encodeTransactionRecord(
  result: TransactionResult,
  facts: Pick<TransactionRecord, "content" | "height" | "index" | "createdAt">,
): Uint8Array {
  const { events: _, ...outcome } = result;
  return canonicalBytes({ v: 1, ...outcome, ...facts });
}

/** The first receipt again; events are with the block. */
export function repeatedReceipt(record: TransactionRecord, events: Receipt["events"]): Receipt {
  const { v: _, content: __, createdAt: ___, ...facts } = record;
  return { ...facts, events, repeated: true };
}
