import type { Octets } from "./octets.ts";
import { EMPTY, EMPTY_HASH, INNER, LEAF, NODE_SLOTS, TreeNode } from "./tree-node.ts";
import { encodeTreeNode } from "./tree-node-codec.ts";
import { childPath, slotOf } from "./tree-node-path.ts";
import type { LoadTreeNode } from "./tree-reader.ts";

/** A {@link TreeChange} in the tree's own form. */
export interface LeafChange {
  readonly keyHash: Octets;
  /** Key hash and value hash; `undefined` deletes. */
  readonly leaf: Octets | undefined;
}

/** One batch of changes applied to copies of the nodes that it touches. */
export class TreeBatch {
  readonly #load: LoadTreeNode;
  /** Nodes as they are after the batch; `undefined` is gone. */
  readonly nodes = new Map<string, TreeNode | undefined>();

  constructor(load: LoadTreeNode) {
    this.#load = load;
  }

  /** @param changes ascending by key hash, each key once @returns the new root */
  apply(changes: readonly LeafChange[]): Octets {
    const root = this.#load("", undefined)?.clone() ?? TreeNode.empty();
    if (this.#applyTo("", root, changes)) {
      this.nodes.set("", root.kind(1) === EMPTY ? undefined : root);
    }
    return root.kind(1) === EMPTY ? EMPTY_HASH : root.hash(1);
  }

  encoded(): ReadonlyMap<string, Uint8Array | undefined> {
    const encoded = new Map<string, Uint8Array | undefined>();
    for (const [path, node] of this.nodes) {
      encoded.set(path, node === undefined ? undefined : encodeTreeNode(node));
    }
    return encoded;
  }

  /** @returns false when the node is as it was */
  #applyTo(path: string, node: TreeNode, changes: readonly LeafChange[]): boolean {
    let changed = 0;
    let from = 0;
    while (from < changes.length) {
      const slot = slotOf((changes[from] as LeafChange).keyHash, path.length);
      let to = from + 1;
      while (to < changes.length && slotOf((changes[to] as LeafChange).keyHash, path.length) === slot) to += 1;
      if (this.#applyToSlot(path, node, slot, changes.slice(from, to))) changed |= 1 << slot;
      from = to;
    }
    if (changed === 0) return false;
    node.rehash(changed);
    return true;
  }

  #applyToSlot(path: string, node: TreeNode, slot: number, changes: readonly LeafChange[]): boolean {
    const position = NODE_SLOTS + slot;
    const below = childPath(path, slot);
    if (node.kind(position) === INNER) {
      const child = (this.#load(below, node.hash(position)) as TreeNode).clone();
      if (!this.#applyTo(below, child, changes)) return false;
      this.#putChild(below, node, slot, child);
      return true;
    }
    const old = node.leaf(slot);
    const leaves = leavesAfter(old, changes);
    if (leaves.length > 1) {
      const child = TreeNode.empty();
      this.#applyTo(below, child, leaves);
      this.#putChild(below, node, slot, child);
      return true;
    }
    const leaf = leaves[0]?.leaf;
    if (leaf === old) return false;
    if (leaf === undefined) node.setEmpty(slot);
    else node.setLeaf(slot, leaf);
    return true;
  }

  /** A child left with one leaf is lifted into its parent's slot, one left with none is gone. */
  #putChild(path: string, parent: TreeNode, slot: number, child: TreeNode): void {
    const kind = child.kind(1);
    this.nodes.set(path, kind === INNER ? child : undefined);
    if (kind === INNER) parent.setChild(slot, child.hash(1));
    else if (kind === LEAF) parent.setLeaf(slot, child.loneLeaf(1));
    else parent.setEmpty(slot);
  }
}

/** The leaves that a slot without a child holds after the changes, ascending. */
function leavesAfter(old: Octets | undefined, changes: readonly LeafChange[]): readonly LeafChange[] {
  const puts = changes.filter((change) => change.leaf !== undefined);
  if (old === undefined || changes.some((change) => old.startsWith(change.keyHash))) return puts;
  const keyHash = old.slice(0, EMPTY_HASH.length);
  return [...puts, { keyHash, leaf: old }].sort((a, b) => (a.keyHash < b.keyHash ? -1 : 1));
}
