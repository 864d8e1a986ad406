import { ledgerErrors } from "../errors.ts";
import type { StoreBatch } from "./state-store.ts";

/** @throws STORE_BATCH_INVALID */
export function checkBatch(batch: StoreBatch, height: number | undefined): void {
  if (!Number.isSafeInteger(batch.height) || batch.height < 0) {
    throw invalid(`${batch.height} is no height`);
  }
  if (height !== undefined && batch.height < height) {
    throw invalid(`height ${batch.height} comes after ${height}`);
  }
  for (const part of [batch.state, batch.tree, batch.meta]) {
    for (const [key, value] of part) if (value?.length === 0) throw invalid(`the value of ${key} is empty`);
  }
}

/** @throws STORE_BATCH_INVALID */
export function checkLoad(height: number | undefined): void {
  if (height !== undefined) throw invalid(`the store holds height ${height} and cannot be loaded anew`);
}

/** The entries as they are, each checked when it is taken. @throws STORE_BATCH_INVALID */
export function* checkedEntries(
  entries: Iterable<readonly [string, Uint8Array]>,
): Generator<readonly [string, Uint8Array]> {
  for (const entry of entries) {
    if (entry[1].length === 0) throw invalid(`the value of ${entry[0]} is empty`);
    yield entry;
  }
}

function invalid(what: string): Error {
  return ledgerErrors.error("STORE_BATCH_INVALID", `the batch is refused: ${what}`);
}
