import type { StateReader } from "@symbolon/state";
import { LmdbStore } from "../store/lmdb-store.ts";
import { StoreStateReader } from "./store-state-reader.ts";

/** A ledger's state as a process beside the one that writes it reads it: always the newest committed height. */
export interface SharedStateReader extends StateReader, AsyncDisposable {}

/** @throws STORE_MISSING, STORE_CORRUPT, STORE_FORMAT */
export function openStateReader(directory: string): SharedStateReader {
  const store = new LmdbStore({ directory, readOnly: true });
  const reader = new StoreStateReader(store);
  return {
    get: (key) => reader.get(key),
    range: (start, end, limit) => reader.range(start, end, limit),
    head: () => reader.head(),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
