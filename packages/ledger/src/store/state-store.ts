import type { ReadableState } from "@symbolon/state";
import type { TreeNodeSource } from "../tree/tree-node-source.ts";

/** What one block changes; `undefined` deletes. Committed whole or not at all. */
export interface StoreBatch {
  /** The same as before (facts of the node changed between blocks) or higher. */
  readonly height: number;
  readonly state: ReadonlyMap<string, Uint8Array | undefined>;
  /** Nodes of the state tree by their path. */
  readonly tree: ReadonlyMap<string, Uint8Array | undefined>;
  /** Named facts of the node itself, not part of the authenticated state. */
  readonly meta: ReadonlyMap<string, Uint8Array | undefined>;
  /** The block's octets, kept for followers, export and verification. */
  readonly block?: Uint8Array;
  /** Blocks of lower heights are removed, at most {@link MAX_BLOCKS_PRUNED} with one commit. */
  readonly pruneBlocksBelow?: number;
}

/** Blocks removed with one commit: pruning a long history must not stall a block. */
export const MAX_BLOCKS_PRUNED = 100;

/** Part of a state that is loaded in bulk, in key order for speed. */
export interface StoreChunk {
  readonly state?: Iterable<readonly [key: string, value: Uint8Array]>;
  readonly tree?: Iterable<readonly [path: string, node: Uint8Array]>;
}

/** Consistent within one synchronous turn. */
export interface ReadableStore extends ReadableState, TreeNodeSource {
  meta(name: string): Uint8Array | undefined;
  block(height: number): Uint8Array | undefined;
  /** Height of the newest commit; undefined before the first. */
  height(): number | undefined;
  /** Height of the oldest block kept; undefined when there is none. */
  firstBlock(): number | undefined;
  /** All state entries in key order from `start` (inclusive), for export, scrub and snapshots. Not to be held open across turns. */
  scan(start: string): Iterable<{ readonly key: string; readonly value: Uint8Array }>;
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
  /** One atomic write, flushed when it returns. @throws STORE_FULL, STORE_CORRUPT, STORE_READ_ONLY, STORE_BATCH_INVALID */
  commit(batch: StoreBatch): void;
  /**
   * Fills a store that has no commit yet, chunk by chunk; the first commit completes it.
   * A load that was cut off leaves an empty store behind when it is opened again.
   * @throws STORE_FULL, STORE_BATCH_INVALID when there is a commit already
   */
  load(chunk: StoreChunk): void;
}
