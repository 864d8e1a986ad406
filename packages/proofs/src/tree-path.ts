import type { Sha256 } from "./hash.ts";

/** First octet of what is hashed for a leaf: `0x00 || keyHash || valueHash`. */
export const TREE_LEAF_PREFIX = 0x00;
/** First octet of what is hashed for an inner node: `0x01 || left || right`. */
export const TREE_INNER_PREFIX = 0x01;
export const TREE_HASH_LENGTH = 32;
/** Root of a tree without records, and the hash of every empty subtree: 32 zero octets. */
export const EMPTY_TREE_ROOT: Uint8Array = new Uint8Array(TREE_HASH_LENGTH);
/** Levels of the state tree: one per bit of a key hash. */
export const MAX_TREE_DEPTH = 256;

export interface TreeLeaf {
  /** SHA-256 of the state key. */
  readonly keyHash: Uint8Array;
  /** SHA-256 of the record's octets. */
  readonly valueHash: Uint8Array;
}

/** The way from the root of the state tree to where a key is, or would be. */
export interface TreePath {
  /** Hashes beside the way, the root's children first; `undefined` is an empty subtree. */
  readonly siblings: readonly (Uint8Array | undefined)[];
  /** The only leaf of the subtree at the end of the way; `undefined` when that subtree is empty. */
  readonly leaf: TreeLeaf | undefined;
}

export function treeLeafHash(leaf: TreeLeaf, sha256: Sha256): Uint8Array {
  return hashPair(TREE_LEAF_PREFIX, leaf.keyHash, leaf.valueHash, sha256);
}

function hashPair(prefix: number, a: Uint8Array, b: Uint8Array, sha256: Sha256): Uint8Array {
  const input = new Uint8Array(1 + 2 * TREE_HASH_LENGTH);
  input[0] = prefix;
  input.set(a, 1);
  input.set(b, 1 + TREE_HASH_LENGTH);
  return sha256(input);
}

/** Bit `depth` of a key hash, the most significant of the first octet being bit 0: 0 goes left, 1 right. */
export function treeBit(keyHash: Uint8Array, depth: number): 0 | 1 {
  return (((keyHash[depth >> 3] as number) >> (7 - (depth & 7))) & 1) as 0 | 1;
}

/** The root that a path leads to when walked for `keyHash`. Equal to the true root only for a true path. */
export function treeRootOf(keyHash: Uint8Array, path: TreePath, sha256: Sha256): Uint8Array {
  let hash = path.leaf === undefined ? EMPTY_TREE_ROOT : treeLeafHash(path.leaf, sha256);
  for (let depth = path.siblings.length - 1; depth >= 0; depth -= 1) {
    const sibling = path.siblings[depth] ?? EMPTY_TREE_ROOT;
    const [left, right] = treeBit(keyHash, depth) === 0 ? [hash, sibling] : [sibling, hash];
    hash = hashPair(TREE_INNER_PREFIX, left, right, sha256);
  }
  return hash;
}
