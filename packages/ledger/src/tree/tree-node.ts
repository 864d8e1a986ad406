import { TREE_HASH_LENGTH } from "@symbolon/proofs";
import type { TreeHasher } from "./tree-hasher.ts";

/** Slots of one record: the 16 subtrees four levels below its root. */
export const NODE_SLOTS = 16;
/** What stands at one position of the tree. A subtree with one leaf is that leaf (lifted). */
export const EMPTY = 0;
export const LEAF = 1;
export const INNER = 2;
export type PositionKind = typeof EMPTY | typeof LEAF | typeof INNER;

const POSITIONS = 32;
export const LEAF_LENGTH = 2 * TREE_HASH_LENGTH;

/**
 * Four levels of the state tree, decoded. Positions are numbered as in a binary heap: 1 is the root of
 * the record, `i` has the children `2i` and `2i + 1`, the slots are 16 to 31.
 */
export class TreeNode {
  readonly #kinds: Uint8Array;
  readonly #hashes: Uint8Array;
  /** Key hash and value hash per slot; made when the first leaf is set. */
  #leaves: Uint8Array | undefined;

  private constructor(kinds: Uint8Array, hashes: Uint8Array, leaves: Uint8Array | undefined) {
    this.#kinds = kinds;
    this.#hashes = hashes;
    this.#leaves = leaves;
  }

  static empty(): TreeNode {
    return new TreeNode(new Uint8Array(POSITIONS), new Uint8Array(POSITIONS * TREE_HASH_LENGTH), undefined);
  }

  clone(): TreeNode {
    return new TreeNode(this.#kinds.slice(), this.#hashes.slice(), this.#leaves?.slice());
  }

  kind(position: number): PositionKind {
    return this.#kinds[position] as PositionKind;
  }

  /** A view: valid until the node changes. */
  hash(position: number): Uint8Array {
    return this.#hashes.subarray(position * TREE_HASH_LENGTH, (position + 1) * TREE_HASH_LENGTH);
  }

  /** Key hash and value hash of the leaf in a slot, 64 octets; a view. */
  leaf(slot: number): Uint8Array {
    if (this.#leaves === undefined) throw new RangeError(`slot ${slot} holds no leaf`);
    return this.#leaves.subarray(slot * LEAF_LENGTH, (slot + 1) * LEAF_LENGTH);
  }

  /** The only leaf below a position of kind LEAF. */
  loneLeaf(position: number): Uint8Array {
    let at = position;
    while (at < NODE_SLOTS) at = this.#kinds[2 * at] === EMPTY ? 2 * at + 1 : 2 * at;
    return this.leaf(at - NODE_SLOTS);
  }

  setEmpty(slot: number): void {
    const position = NODE_SLOTS + slot;
    this.#kinds[position] = EMPTY;
    this.hash(position).fill(0);
  }

  setLeaf(slot: number, leaf: Uint8Array, hasher: TreeHasher): void {
    this.#leaves ??= new Uint8Array(NODE_SLOTS * LEAF_LENGTH);
    this.#leaves.set(leaf, slot * LEAF_LENGTH);
    this.#setHash(NODE_SLOTS + slot, LEAF, hasher.leaf(leaf));
  }

  setChild(slot: number, root: Uint8Array): void {
    this.#setHash(NODE_SLOTS + slot, INNER, root);
  }

  #setHash(position: number, kind: PositionKind, hash: Uint8Array): void {
    this.#kinds[position] = kind;
    this.#hashes.set(hash, position * TREE_HASH_LENGTH);
  }

  /** Recomputes what lies above the given slots. @param slots bit `s` stands for slot `s` */
  rehash(slots: number, hasher: TreeHasher): void {
    let below = slots;
    for (let first = NODE_SLOTS / 2; first >= 1; first >>= 1) {
      let level = 0;
      for (let i = 0; i < first; i += 1) {
        if (((below >>> (2 * i)) & 3) === 0) continue;
        level |= 1 << i;
        this.#combine(first + i, hasher);
      }
      below = level;
    }
  }

  #combine(position: number, hasher: TreeHasher): void {
    const left = 2 * position;
    const kinds = this.kind(left) + 3 * this.kind(left + 1);
    if (kinds === EMPTY) {
      this.#kinds[position] = EMPTY;
      this.hash(position).fill(0);
    } else if (kinds === LEAF) this.#setHash(position, LEAF, this.hash(left));
    else if (kinds === 3 * LEAF) this.#setHash(position, LEAF, this.hash(left + 1));
    else {
      const offset = left * TREE_HASH_LENGTH;
      const pair = this.#hashes.subarray(offset, offset + 2 * TREE_HASH_LENGTH);
      this.#setHash(position, INNER, hasher.inner(pair));
    }
  }
}
