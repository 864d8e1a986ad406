import type { ReadableState } from "@symbolon/state";

/** What one block changes; `undefined` deletes. Committed whole or not at all. */
export interface StoreBatch {
  readonly height: number;
  readonly state: ReadonlyMap<string, Uint8Array | undefined>;
  /** Nodes of the state tree by their path. */
  readonly tree: ReadonlyMap<string, Uint8Array | undefined>;
  /** Named facts of the node itself, not part of the authenticated state. */
  readonly meta: ReadonlyMap<string, Uint8Array | undefined>;
  /** The block's octets, kept for followers, export and verification. */
  readonly block?: Uint8Array;
}

/** Consistent within one synchronous turn. */
export interface ReadableStore extends ReadableState {
  treeNode(path: string): Uint8Array | undefined;
  meta(name: string): Uint8Array | undefined;
  block(height: number): Uint8Array | undefined;
}

export interface StoreCapabilities {
  /** What `commit` wrote survives the loss of the process and of power. */
  readonly durable: boolean;
  /** Other processes may open it for reading while this one writes. */
  readonly shared: boolean;
}

/** Port: where a state machine keeps state, tree, blocks and its own facts. One writer. */
export interface StateStore extends ReadableStore, AsyncDisposable {
  readonly capabilities: StoreCapabilities;
  /** One atomic write, flushed when it returns. @throws STORE_FULL, STORE_CORRUPT, STORE_READ_ONLY */
  commit(batch: StoreBatch): void;
  /** All state entries in key order from `start` (inclusive), for export, scrub and snapshots. */
  scan(start: string): Iterable<{ readonly key: string; readonly value: Uint8Array }>;
}
