import type { Octets } from "./octets.ts";
import { innerHash, leafHash } from "./tree-hasher.ts";

/** Slots of one record: the 16 subtrees four levels below its root. */
export const NODE_SLOTS = 16;
/** What stands at one position of the tree. A subtree with one leaf is that leaf (lifted). */
export const EMPTY = 0;
export const LEAF = 1;
export const INNER = 2;
export type PositionKind = typeof EMPTY | typeof LEAF | typeof INNER;

const POSITIONS = 2 * NODE_SLOTS;
/** The hash of an empty subtree. */
export const EMPTY_HASH: Octets = "\0".repeat(32);
const NO_HASHES: readonly Octets[] = Array.from({ length: POSITIONS }, () => EMPTY_HASH);
const NO_LEAVES: readonly undefined[] = Array.from({ length: NODE_SLOTS }, () => undefined);

/**
 * Four levels of the state tree, decoded. Positions are numbered as in a binary heap: 1 is the root of
 * the record, `i` has the children `2i` and `2i + 1`, the slots are 16 to 31.
 */
export class TreeNode {
  readonly #kinds: Uint8Array;
  readonly #hashes: Octets[];
  /** Key hash and value hash of the leaf in a slot. */
  readonly #leaves: (Octets | undefined)[];

  private constructor(kinds: Uint8Array, hashes: Octets[], leaves: (Octets | undefined)[]) {
    this.#kinds = kinds;
    this.#hashes = hashes;
    this.#leaves = leaves;
  }

  static empty(): TreeNode {
    return new TreeNode(new Uint8Array(POSITIONS), NO_HASHES.slice(), NO_LEAVES.slice());
  }

  clone(): TreeNode {
    return new TreeNode(this.#kinds.slice(), this.#hashes.slice(), this.#leaves.slice());
  }

  kind(position: number): PositionKind {
    return this.#kinds[position] as PositionKind;
  }

  hash(position: number): Octets {
    return this.#hashes[position] as Octets;
  }

  /** Key hash and value hash of the leaf in a slot, 64 octets. */
  leaf(slot: number): Octets | undefined {
    return this.#leaves[slot];
  }

  /** The only leaf below a position of kind LEAF. */
  loneLeaf(position: number): Octets {
    let at = position;
    while (at < NODE_SLOTS) at = this.#kinds[2 * at] === EMPTY ? 2 * at + 1 : 2 * at;
    return this.#leaves[at - NODE_SLOTS] as Octets;
  }

  setEmpty(slot: number): void {
    this.#leaves[slot] = undefined;
    this.#set(NODE_SLOTS + slot, EMPTY, EMPTY_HASH);
  }

  setLeaf(slot: number, leaf: Octets): void {
    this.#leaves[slot] = leaf;
    this.#set(NODE_SLOTS + slot, LEAF, leafHash(leaf));
  }

  setChild(slot: number, root: Octets): void {
    this.#leaves[slot] = undefined;
    this.#set(NODE_SLOTS + slot, INNER, root);
  }

  #set(position: number, kind: PositionKind, hash: Octets): void {
    this.#kinds[position] = kind;
    this.#hashes[position] = hash;
  }

  /** Recomputes what lies above the given slots. @param slots bit `s` stands for slot `s` */
  rehash(slots: number): void {
    let below = slots;
    for (let first = NODE_SLOTS / 2; first >= 1; first >>= 1) {
      let level = 0;
      for (let i = 0; i < first; i += 1) {
        if (((below >>> (2 * i)) & 3) === 0) continue;
        level |= 1 << i;
        this.#combine(first + i);
      }
      below = level;
    }
  }

  #combine(position: number): void {
    const left = 2 * position;
    const right = left + 1;
    const kinds = this.kind(left) + 3 * this.kind(right);
    if (kinds === EMPTY) this.#set(position, EMPTY, EMPTY_HASH);
    else if (kinds === LEAF) this.#set(position, LEAF, this.hash(left));
    else if (kinds === 3 * LEAF) this.#set(position, LEAF, this.hash(right));
    else this.#set(position, INNER, innerHash(this.hash(left), this.hash(right)));
  }
}
