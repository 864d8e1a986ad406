import { compareBytes, concat, equalBytes } from "@symbolon/base";
import { EMPTY_TREE_ROOT, TREE_HASH_LENGTH } from "@symbolon/proofs";
import type { TreeChange } from "./tree-change.ts";
import type { TreeHasher } from "./tree-hasher.ts";
import { EMPTY, INNER, LEAF, NODE_SLOTS, TreeNode } from "./tree-node.ts";
import { encodeTreeNode } from "./tree-node-codec.ts";
import { childPath, slotOf } from "./tree-node-path.ts";

/** @param expected the hash that the parent holds; undefined asks for the root, which may not exist */
export type LoadTreeNode = (path: string, expected: Uint8Array | undefined) => TreeNode | undefined;

/** One batch of changes applied to copies of the nodes that it touches. */
export class TreeBatch {
  readonly #load: LoadTreeNode;
  readonly #hasher: TreeHasher;
  /** Nodes as they are after the batch; `undefined` is gone. */
  readonly nodes = new Map<string, TreeNode | undefined>();

  constructor(load: LoadTreeNode, hasher: TreeHasher) {
    this.#load = load;
    this.#hasher = hasher;
  }

  /** @param changes ascending by key hash, each key once @returns the new root */
  apply(changes: readonly TreeChange[]): Uint8Array {
    const root = this.#load("", undefined)?.clone() ?? TreeNode.empty();
    if (this.#applyTo("", root, changes)) {
      this.nodes.set("", root.kind(1) === EMPTY ? undefined : root);
    }
    return root.kind(1) === EMPTY ? EMPTY_TREE_ROOT : root.hash(1).slice();
  }

  encoded(): ReadonlyMap<string, Uint8Array | undefined> {
    const encoded = new Map<string, Uint8Array | undefined>();
    for (const [path, node] of this.nodes) {
      encoded.set(path, node === undefined ? undefined : encodeTreeNode(node));
    }
    return encoded;
  }

  /** @returns false when the node is as it was */
  #applyTo(path: string, node: TreeNode, changes: readonly TreeChange[]): boolean {
    let changed = 0;
    let from = 0;
    while (from < changes.length) {
      const slot = slotOf((changes[from] as TreeChange).keyHash, path.length);
      let to = from + 1;
      while (to < changes.length && slotOf((changes[to] as TreeChange).keyHash, path.length) === slot) to += 1;
      if (this.#applyToSlot(path, node, slot, changes.slice(from, to))) changed |= 1 << slot;
      from = to;
    }
    if (changed === 0) return false;
    node.rehash(changed, this.#hasher);
    return true;
  }

  #applyToSlot(path: string, node: TreeNode, slot: number, changes: readonly TreeChange[]): boolean {
    const position = NODE_SLOTS + slot;
    const below = childPath(path, slot);
    if (node.kind(position) === INNER) {
      const child = (this.#load(below, node.hash(position)) as TreeNode).clone();
      if (!this.#applyTo(below, child, changes)) return false;
      this.#putChild(below, node, slot, child);
      return true;
    }
    const old = node.kind(position) === LEAF ? node.leaf(slot) : undefined;
    const leaves = leavesAfter(old, changes);
    if (leaves.length > 1) {
      const child = TreeNode.empty();
      this.#applyTo(below, child, leaves);
      this.#putChild(below, node, slot, child);
      return true;
    }
    return this.#putLeaf(node, slot, old, leaves[0]);
  }

  #putLeaf(node: TreeNode, slot: number, old: Uint8Array | undefined, leaf: TreeChange | undefined): boolean {
    if (leaf?.valueHash === undefined) {
      if (old === undefined) return false;
      node.setEmpty(slot);
      return true;
    }
    const content = concat(leaf.keyHash, leaf.valueHash);
    if (old !== undefined && equalBytes(old, content)) return false;
    node.setLeaf(slot, content, this.#hasher);
    return true;
  }

  /** A child left with one leaf is lifted into its parent's slot, one left with none is gone. */
  #putChild(path: string, parent: TreeNode, slot: number, child: TreeNode): void {
    const kind = child.kind(1);
    this.nodes.set(path, kind === INNER ? child : undefined);
    if (kind === INNER) parent.setChild(slot, child.hash(1));
    else if (kind === LEAF) parent.setLeaf(slot, child.loneLeaf(1), this.#hasher);
    else parent.setEmpty(slot);
  }
}

/** The leaves that a slot without a child holds after the changes, ascending. */
function leavesAfter(old: Uint8Array | undefined, changes: readonly TreeChange[]): readonly TreeChange[] {
  const puts = changes.filter((change) => change.valueHash !== undefined);
  if (old === undefined) return puts;
  const keyHash = old.subarray(0, TREE_HASH_LENGTH);
  if (changes.some((change) => equalBytes(change.keyHash, keyHash))) return puts;
  const leaf: TreeChange = { keyHash, valueHash: old.subarray(TREE_HASH_LENGTH) };
  return [...puts, leaf].sort((a, b) => compareBytes(a.keyHash, b.keyHash));
}
