import type { TreePath } from "@symbolon/proofs";
import { ledgerErrors } from "../errors.ts";
import { fromOctets, type Octets, toOctets } from "./octets.ts";
import { type LeafChange, TreeBatch } from "./tree-batch.ts";
import type { TreeChange } from "./tree-change.ts";
import { EMPTY_HASH, type TreeNode } from "./tree-node.ts";
import { TreeNodeCache } from "./tree-node-cache.ts";
import type { TreeNodeSource } from "./tree-node-source.ts";
import { walkToKey } from "./tree-path-walk.ts";
import { readTreeNode } from "./tree-reader.ts";
import type { TreeUpdate } from "./tree-update.ts";

/** Decoded nodes kept in memory: about 2 KB each, and all nodes of the upper levels of a million records. */
export const TREE_CACHE_NODES = 16_384;

export interface SparseMerkleTreeOptions {
  readonly cachedNodes?: number;
}

export interface SparseMerkleTreeModules {
  /** What {@link TreeUpdate.nodes} is committed to before an update is accepted. */
  readonly source: TreeNodeSource;
}

interface PreparedUpdate {
  readonly previousRoot: Octets;
  readonly root: Octets;
  readonly nodes: ReadonlyMap<string, TreeNode | undefined>;
}

/**
 * The state tree of one writer: a sparse Merkle tree over SHA-256 of the state keys. A leaf is
 * H(0x00 || keyHash || valueHash), an inner node H(0x01 || left || right), nothing is 32 zero octets,
 * and a subtree with one leaf is that leaf. So the root depends on the records only, not on their history.
 *
 * A block: `update`, write `nodes` with the block, `accept`. To discard an update, drop it.
 */
export class SparseMerkleTree {
  readonly #source: TreeNodeSource;
  readonly #cache: TreeNodeCache;
  readonly #prepared = new WeakMap<TreeUpdate, PreparedUpdate>();
  #root: Octets;

  /** @throws STORE_CORRUPT */
  constructor(options: SparseMerkleTreeOptions, modules: SparseMerkleTreeModules) {
    this.#source = modules.source;
    this.#cache = new TreeNodeCache(options.cachedNodes ?? TREE_CACHE_NODES);
    this.#root = this.#load("", undefined)?.hash(1) ?? EMPTY_HASH;
  }

  /** Root of what was accepted last, 32 octets. */
  get root(): Uint8Array {
    return fromOctets(this.#root);
  }

  /** Every node on the way to a change is read, hashed and written once. @throws STORE_CORRUPT */
  update(changes: Iterable<TreeChange>): TreeUpdate {
    const batch = new TreeBatch((path, expected) => this.#load(path, expected));
    const root = batch.apply(sortedByKey(changes));
    const update: TreeUpdate = {
      previousRoot: this.root,
      root: fromOctets(root),
      nodes: batch.encoded(),
    };
    this.#prepared.set(update, { previousRoot: this.#root, root, nodes: batch.nodes });
    return update;
  }

  /** Makes an update the tree's content, after its nodes were committed. @throws TREE_UPDATE_STALE */
  accept(update: TreeUpdate): void {
    const prepared = this.#prepared.get(update);
    if (prepared === undefined || prepared.previousRoot !== this.#root) {
      throw ledgerErrors.error("TREE_UPDATE_STALE", "the update was made from another root");
    }
    for (const [path, node] of prepared.nodes) {
      if (node === undefined) this.#cache.delete(path);
      else this.#cache.set(path, node);
    }
    this.#root = prepared.root;
    this.#prepared.delete(update);
  }

  /** The way to a key in the accepted tree: proves the record there, or its absence. @throws STORE_CORRUPT */
  prove(keyHash: Uint8Array): TreePath {
    return walkToKey(keyHash, (path, expected) => this.#load(path, expected));
  }

  #load(path: string, expected: Octets | undefined): TreeNode | undefined {
    const cached = this.#cache.get(path);
    if (cached !== undefined) return cached;
    const node = readTreeNode(this.#source, path, expected);
    if (node !== undefined) this.#cache.set(path, node);
    return node;
  }
}

/** Ascending by key hash; of two changes of one key the later counts. */
function sortedByKey(changes: Iterable<TreeChange>): readonly LeafChange[] {
  const byKey = new Map<Octets, LeafChange>();
  for (const change of changes) {
    const keyHash = toOctets(change.keyHash);
    const leaf = change.valueHash === undefined ? undefined : keyHash + toOctets(change.valueHash);
    byKey.set(keyHash, { keyHash, leaf });
  }
  return [...byKey.values()].sort((a, b) => (a.keyHash < b.keyHash ? -1 : 1));
}
