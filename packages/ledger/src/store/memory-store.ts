import type { StateEntry } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";
import { SortedMap } from "./sorted-map.ts";
import {
  MAX_BLOCKS_PRUNED,
  type StateStore,
  type StoreBatch,
  type StoreCapabilities,
  type StoreChunk,
} from "./state-store.ts";
import { checkBatch, checkedEntries, checkLoad } from "./store-batch-check.ts";

/** Keeps everything in this process's memory: for tests and for ledgers that need not outlive it. */
export class MemoryStore implements StateStore {
  readonly capabilities: StoreCapabilities = { durable: false, shared: false };
  readonly #state = new SortedMap();
  readonly #tree = new Map<string, Uint8Array>();
  readonly #meta = new Map<string, Uint8Array>();
  /** Inserted in the order of heights. */
  readonly #blocks = new Map<number, Uint8Array>();
  #height: number | undefined;
  #closed = false;

  get(key: string): Uint8Array | undefined {
    this.#assertOpen();
    return this.#state.get(key)?.slice();
  }

  range(start: string, end: string, limit: number): readonly StateEntry[] {
    this.#assertOpen();
    const entries: StateEntry[] = [];
    for (const { key, value } of this.#state.from(start)) {
      if (entries.length >= limit || key >= end) break;
      entries.push({ key, value: value.slice() });
    }
    return entries;
  }

  *scan(start: string): Iterable<StateEntry> {
    this.#assertOpen();
    for (const { key, value } of this.#state.from(start)) yield { key, value: value.slice() };
  }

  treeNode(path: string): Uint8Array | undefined {
    this.#assertOpen();
    return this.#tree.get(path)?.slice();
  }

  meta(name: string): Uint8Array | undefined {
    this.#assertOpen();
    return this.#meta.get(name)?.slice();
  }

  block(height: number): Uint8Array | undefined {
    this.#assertOpen();
    return this.#blocks.get(height)?.slice();
  }

  height(): number | undefined {
    this.#assertOpen();
    return this.#height;
  }

  firstBlock(): number | undefined {
    this.#assertOpen();
    return this.#blocks.keys().next().value;
  }

  commit(batch: StoreBatch): void {
    this.#assertOpen();
    checkBatch(batch, this.#height);
    for (const [key, value] of batch.state) this.#state.set(key, value && copy(value));
    write(this.#tree, batch.tree);
    write(this.#meta, batch.meta);
    if (batch.block !== undefined) this.#blocks.set(batch.height, copy(batch.block));
    this.#pruneBlocks(batch.pruneBlocksBelow ?? 0);
    this.#height = batch.height;
  }

  load(chunk: StoreChunk): void {
    this.#assertOpen();
    checkLoad(this.#height);
    for (const [key, value] of checkedEntries(chunk.state ?? [])) this.#state.set(key, copy(value));
    for (const [path, node] of checkedEntries(chunk.tree ?? [])) this.#tree.set(path, copy(node));
  }

  #pruneBlocks(below: number): void {
    let left = MAX_BLOCKS_PRUNED;
    for (const height of this.#blocks.keys()) {
      if (height >= below || left === 0) return;
      this.#blocks.delete(height);
      left -= 1;
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw ledgerErrors.error("STORE_CLOSED", "the store in memory is closed");
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}

function write(target: Map<string, Uint8Array>, changes: ReadonlyMap<string, Uint8Array | undefined>): void {
  for (const [name, value] of changes) {
    if (value === undefined) target.delete(name);
    else target.set(name, copy(value));
  }
}

/** Buffer.slice makes a view, so a Buffer is copied by other means. */
function copy(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
