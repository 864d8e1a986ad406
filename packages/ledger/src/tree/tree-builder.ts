import { fromOctets, type Octets, toOctets } from "./octets.ts";
import { EMPTY_HASH, NODE_SLOTS, TreeNode } from "./tree-node.ts";
import { encodeTreeNode } from "./tree-node-codec.ts";
import { childPath, slotOf } from "./tree-node-path.ts";

const ALL_SLOTS = 0xffff;

/**
 * Makes the whole tree of a state at once, for genesis, snapshots and verification: each node is hashed
 * once and yielded in an order that suits a bulk load. Holds about 100 octets per record in memory.
 */
export class TreeBuilder {
  readonly #leaves: Octets[] = [];
  #root = EMPTY_HASH;

  /** In any order, each key once. */
  add(keyHash: Uint8Array, valueHash: Uint8Array): void {
    this.#leaves.push(toOctets(keyHash) + toOctets(valueHash));
  }

  /** Root of the tree once {@link nodes} has run to its end, 32 octets. */
  get root(): Uint8Array {
    return fromOctets(this.#root);
  }

  /** Builds without keeping the nodes. @returns the root, 32 octets */
  finish(): Uint8Array {
    for (const _ of this.nodes());
    return this.root;
  }

  *nodes(): Generator<readonly [path: string, node: Uint8Array]> {
    this.#leaves.sort();
    if (this.#leaves.length > 0) this.#root = yield* this.#build("", 0, this.#leaves.length);
  }

  *#build(path: string, start: number, end: number): Generator<readonly [string, Uint8Array], Octets> {
    const node = TreeNode.empty();
    let from = start;
    for (let slot = 0; slot < NODE_SLOTS; slot += 1) {
      const first = this.#leaves[from];
      let to = from;
      while (to < end && slotOf(this.#leaves[to] as Octets, path.length) === slot) to += 1;
      if (to - from === 1) node.setLeaf(slot, first as Octets);
      else if (to > from) node.setChild(slot, yield* this.#build(childPath(path, slot), from, to));
      from = to;
    }
    node.rehash(ALL_SLOTS);
    yield [path, encodeTreeNode(node)];
    return node.hash(1);
  }
}
