import { canonicalBytes } from "@symbolon/base";
import { decodeRecord, keysBelow } from "@symbolon/state";
import type { StateOverlay } from "./state-overlay.ts";
import { TRANSACTION_INDEX, type TransactionIndex, transactionIndexKey } from "./transaction-record.ts";

/** Old blocks whose transaction records one block takes away: two, so that pruning outruns growth. */
export const MAX_BLOCKS_PRUNED_PER_BLOCK = 2;

/** Lists the records of a block that carried transactions, and forgets those whose retention has passed. */
export function indexAndPrune(
  overlay: StateOverlay,
  block: { readonly height: number; readonly time: number; readonly retention: number },
  recordKeys: readonly string[],
): void {
  if (recordKeys.length === 0) return;
  const { start, end } = keysBelow(TRANSACTION_INDEX);
  for (const { key, value } of overlay.range(start, end, MAX_BLOCKS_PRUNED_PER_BLOCK)) {
    const index = decodeRecord<TransactionIndex>(key, value);
    if (block.time - index.time <= block.retention) break;
    for (const pruned of index.keys) overlay.set(pruned, undefined);
    overlay.set(key, undefined);
  }
  overlay.set(transactionIndexKey(block.height), canonicalBytes({ v: 1, time: block.time, keys: [...recordKeys] }));
}
