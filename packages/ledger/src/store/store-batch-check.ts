import { ledgerErrors } from "../errors.ts";
import type { StoreBatch, StoreChunk } from "./state-store.ts";

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
export function checkLoad(chunk: StoreChunk, height: number | undefined): void {
  if (height !== undefined) throw invalid(`the store holds height ${height} and cannot be loaded anew`);
  for (const [key, value] of chunk.state ?? []) if (value.length === 0) throw invalid(`the value of ${key} is empty`);
}

function invalid(what: string): Error {
  return ledgerErrors.error("STORE_BATCH_INVALID", `the batch is refused: ${what}`);
}
