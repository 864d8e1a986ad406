import { hash } from "node:crypto";
import { TREE_HASH_LENGTH, TREE_INNER_PREFIX, TREE_LEAF_PREFIX } from "@symbolon/proofs";
import type { Octets } from "./octets.ts";

const PAIR_LENGTH = 2 * TREE_HASH_LENGTH;
const input = new Uint8Array(1 + PAIR_LENGTH);

/** @param leaf key hash and value hash, 64 octets */
export function leafHash(leaf: Octets): Octets {
  input[0] = TREE_LEAF_PREFIX;
  for (let i = 0; i < PAIR_LENGTH; i += 1) input[1 + i] = leaf.charCodeAt(i);
  return digest();
}

export function innerHash(left: Octets, right: Octets): Octets {
  input[0] = TREE_INNER_PREFIX;
  for (let i = 0; i < TREE_HASH_LENGTH; i += 1) {
    input[1 + i] = left.charCodeAt(i);
    input[1 + TREE_HASH_LENGTH + i] = right.charCodeAt(i);
  }
  return digest();
}

/** A string costs a third of the Buffer that the default output would make. */
function digest(): Octets {
  return hash("sha256", input, "binary");
}
