import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Log, silentLog } from "@symbolon/base";
import type { StateEntry } from "@symbolon/state";
import { type Database, open, type RootDatabase } from "lmdb";
import { ledgerErrors } from "../errors.ts";
import { DATA_FILE, storeError } from "./lmdb-errors.ts";
import { LmdbFile } from "./lmdb-file.ts";
import { checkDataFile } from "./lmdb-file-check.ts";
import { factKey, heightKey, heightOfKey, treeKey } from "./lmdb-keys.ts";
import { pooledOctets } from "./pooled-octets.ts";
import { checkBatch, checkedEntries, checkLoad } from "./store-batch-check.ts";
import { writeMarker } from "./store-marker.ts";
import {
  MAX_BLOCKS_PRUNED,
  type StateStore,
  type StoreBatch,
  type StoreCapabilities,
  type StoreChunk,
} from "./state-store.ts";

/** Puts of one transaction of a bulk load: larger ones slow every later commit of the process. */
export const LOAD_TRANSACTION_PUTS = 10_000;
/** Closing may hang inside the storage engine; after this it is left to the end of the process. */
export const STORE_CLOSE_TIMEOUT_MS = 5_000;

const HEIGHT = "height";
const LOADING = "loading";
/** lmdb takes an encoder that its types do not name. */
const POOLED_STATE = { name: "state", encoder: pooledOctets };
const YES = Buffer.from("1");

export interface LmdbStoreOptions {
  readonly directory: string;
  /** For other processes and threads than the one that executes blocks. */
  readonly readOnly?: boolean;
}

export interface LmdbStoreModules {
  readonly log?: Log;
}

type Octets = Database<Buffer, string>;

/**
 * State, tree, blocks and facts in one LMDB environment. `commit` has been flushed to disk when it
 * returns (fdatasync of the pages, then a synchronous write of the meta page). Reads of one synchronous
 * turn see one height; read transactions end with the turn.
 */
export class LmdbStore implements StateStore {
  readonly capabilities: StoreCapabilities = { durable: true, shared: true };
  readonly #directory: string;
  readonly #readOnly: boolean;
  readonly #log: Log;
  readonly #root: RootDatabase<Buffer, string>;
  readonly #state: Octets;
  /** The same database, for the reads of live signalling. */
  readonly #stateReads: Octets;
  readonly #tree: Octets;
  readonly #blocks: Octets;
  /** Facts of the store itself and, under a prefix, those of the node. */
  readonly #facts: Octets;
  readonly #file: LmdbFile | undefined;
  #closed = false;

  /** @throws STORE_CORRUPT, STORE_FORMAT, STORE_MISSING, STORE_FULL, STORE_FAILED */
  constructor(options: LmdbStoreOptions, modules: LmdbStoreModules = {}) {
    this.#directory = options.directory;
    this.#readOnly = options.readOnly ?? false;
    this.#log = modules.log ?? silentLog;
    const known = this.#prepareDirectory();
    try {
      this.#root = open<Buffer, string>({
        path: options.directory,
        noSubdir: false,
        readOnly: this.#readOnly,
        encoding: "binary",
        maxDbs: 4,
        overlappingSync: false,
      });
      this.#state = this.#openDatabase("state");
      this.#stateReads = this.#root.openDB<Buffer, string>(POOLED_STATE);
      this.#tree = this.#openDatabase("tree");
      this.#blocks = this.#openDatabase("blocks");
      this.#facts = this.#openDatabase("facts");
    } catch (cause) {
      throw storeError(cause, options.directory);
    }
    if (this.#readOnly) return;
    if (!known) writeMarker(options.directory);
    this.#file = new LmdbFile(join(options.directory, DATA_FILE), "r+");
    this.#file.extendToClaim();
    this.#clearUnfinishedLoad();
  }

  /** Lets the next read see the newest commit at once, whoever made it, and not from the next turn of the event loop on. */
  refresh(): void {
    this.#read(() => this.#root.resetReadTxn());
  }

  get(key: string): Uint8Array | undefined {
    return this.#read(() => this.#stateReads.get(key));
  }

  range(start: string, end: string, limit: number): readonly StateEntry[] {
    if (limit === 1) return this.#first(start, end);
    return this.#read(() => {
      const entries: StateEntry[] = [];
      for (const { key, value } of this.#state.getRange({ start, end, limit })) entries.push({ key, value });
      return entries;
    });
  }

  /** Most ranges are asked for their first entry alone: positions a cursor once and compares the end here, which costs less than in the engine. */
  #first(start: string, end: string): readonly StateEntry[] {
    return this.#read(() => {
      const entries = this.#stateReads.getRange({ start, limit: 1 })[Symbol.iterator]();
      const next = entries.next();
      if (next.done === true) return [];
      entries.return?.();
      const { key, value } = next.value;
      return key < end ? [{ key, value }] : [];
    });
  }

  *scan(start: string): Iterable<StateEntry> {
    const entries = this.#read(() => this.#state.getRange({ start })[Symbol.iterator]());
    try {
      for (let next = this.#read(() => entries.next()); next.done !== true;) {
        yield next.value;
        next = this.#read(() => entries.next());
      }
    } finally {
      entries.return?.();
    }
  }

  treeNode(path: string): Uint8Array | undefined {
    return this.#read(() => this.#tree.getBinary(treeKey(path)));
  }

  meta(name: string): Uint8Array | undefined {
    return this.#read(() => {
      const octets = this.#facts.getBinaryFast(factKey(name));
      return octets === undefined ? undefined : pooledOctets.decode(octets);
    });
  }

  block(height: number): Uint8Array | undefined {
    return this.#read(() => this.#blocks.getBinary(heightKey(height)));
  }

  height(): number | undefined {
    const text = this.#read(() => this.#facts.getBinary(HEIGHT))?.toString("latin1");
    return text === undefined ? undefined : Number(text);
  }

  firstBlock(): number | undefined {
    const [key] = this.#read(() => [...this.#blocks.getKeys({ limit: 1 })]);
    return key === undefined ? undefined : heightOfKey(key);
  }

  commit(batch: StoreBatch): void {
    this.#assertWritable();
    checkBatch(batch, this.height());
    this.#transaction(() => {
      write(this.#state, batch.state, (key) => key);
      write(this.#tree, batch.tree, treeKey);
      write(this.#facts, batch.meta, factKey);
      if (batch.block !== undefined) void this.#blocks.put(heightKey(batch.height), octets(batch.block));
      this.#pruneBlocks(batch.pruneBlocksBelow ?? 0);
      void this.#facts.put(HEIGHT, Buffer.from(String(batch.height), "latin1"));
      void this.#facts.remove(LOADING);
    });
  }

  load(chunk: StoreChunk): void {
    this.#assertWritable();
    checkLoad(this.height());
    this.#transaction(() => void this.#facts.put(LOADING, YES));
    this.#loadInto(this.#state, checkedEntries(chunk.state ?? []), (key) => key);
    this.#loadInto(this.#tree, checkedEntries(chunk.tree ?? []), treeKey);
  }

  #loadInto(database: Octets, entries: Iterable<readonly [string, Uint8Array]>, keyOf: (name: string) => string): void {
    const iterator = entries[Symbol.iterator]();
    let puts: number;
    do {
      puts = 0;
      this.#transaction(() => {
        for (; puts < LOAD_TRANSACTION_PUTS; puts += 1) {
          const next = iterator.next();
          if (next.done === true) return;
          void database.put(keyOf(next.value[0]), octets(next.value[1]));
        }
      });
    } while (puts === LOAD_TRANSACTION_PUTS);
  }

  #pruneBlocks(below: number): void {
    const end = heightKey(below);
    const old = [...this.#blocks.getKeys({ end, limit: MAX_BLOCKS_PRUNED })];
    for (const key of old) void this.#blocks.remove(key);
  }

  #transaction(action: () => void): void {
    try {
      this.#root.transactionSync(action);
    } catch (cause) {
      throw storeError(cause, this.#directory);
    }
    this.#file?.extendToClaim();
  }

  #read<Value>(action: () => Value): Value {
    if (this.#closed) throw this.#closedError();
    try {
      return action();
    } catch (cause) {
      throw storeError(cause, this.#directory);
    }
  }

  /** @returns whether a store was there before */
  #prepareDirectory(): boolean {
    if (!this.#readOnly) mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const known = checkDataFile(this.#directory, this.#readOnly ? "read" : "write");
    if (!known && this.#readOnly) {
      throw ledgerErrors.error("STORE_MISSING", `there is no store in ${this.#directory}`);
    }
    return known;
  }

  #openDatabase(name: string): Octets {
    return this.#root.openDB<Buffer, string>({ name, encoding: "binary" });
  }

  #clearUnfinishedLoad(): void {
    if (this.#facts.getBinary(LOADING) === undefined || this.height() !== undefined) return;
    this.#log.warn("store.load.discarded", { directory: this.#directory });
    for (const database of [this.#state, this.#tree, this.#blocks, this.#facts]) database.clearSync();
  }

  #assertWritable(): void {
    if (this.#closed) throw this.#closedError();
    if (this.#readOnly) {
      throw ledgerErrors.error("STORE_READ_ONLY", `${this.#directory} is open for reading only`);
    }
  }

  #closedError(): Error {
    return ledgerErrors.error("STORE_CLOSED", `the store in ${this.#directory} is closed`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#file?.[Symbol.dispose]();
    const { promise: late, resolve } = Promise.withResolvers<"late">();
    const timer = setTimeout(resolve, STORE_CLOSE_TIMEOUT_MS, "late");
    const outcome = await Promise.race([this.#root.close(), late]);
    clearTimeout(timer);
    if (outcome === "late") this.#log.error("store.close.timeout", { directory: this.#directory });
  }
}

function write(
  database: Octets,
  changes: ReadonlyMap<string, Uint8Array | undefined>,
  keyOf: (name: string) => string,
): void {
  for (const [name, value] of changes) {
    if (value === undefined) void database.remove(keyOf(name));
    else void database.put(keyOf(name), octets(value));
  }
}

function octets(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
