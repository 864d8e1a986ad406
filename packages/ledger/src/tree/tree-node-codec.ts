import { TREE_HASH_LENGTH } from "@symbolon/proofs";
import type { TreeHasher } from "./tree-hasher.ts";
import { EMPTY, INNER, LEAF, LEAF_LENGTH, NODE_SLOTS, TreeNode } from "./tree-node.ts";

const FORMAT = 1;
/** Format octet, then two bits per slot. */
const HEADER_LENGTH = 5;
const SLOT_LENGTH = [0, LEAF_LENGTH, TREE_HASH_LENGTH] as const;
const ALL_SLOTS = 0xffff;

/** Format octet, two bits per slot (empty, leaf, child), then per slot: key hash and value hash, or the child's root. */
export function encodeTreeNode(node: TreeNode): Uint8Array {
  let length = HEADER_LENGTH;
  for (let slot = 0; slot < NODE_SLOTS; slot += 1) length += SLOT_LENGTH[node.kind(NODE_SLOTS + slot)];
  const bytes = new Uint8Array(length);
  bytes[0] = FORMAT;
  let offset = HEADER_LENGTH;
  for (let slot = 0; slot < NODE_SLOTS; slot += 1) {
    const kind = node.kind(NODE_SLOTS + slot);
    if (kind === EMPTY) continue;
    const at = 1 + (slot >> 2);
    bytes[at] = (bytes[at] as number) | (kind << (2 * (slot & 3)));
    bytes.set(kind === LEAF ? node.leaf(slot) : node.hash(NODE_SLOTS + slot), offset);
    offset += SLOT_LENGTH[kind];
  }
  return bytes;
}

/** All hashes are computed anew, so the caller can compare the root with what the parent says. @returns undefined when the octets are not a node */
export function decodeTreeNode(bytes: Uint8Array, hasher: TreeHasher): TreeNode | undefined {
  if (bytes.length < HEADER_LENGTH || bytes[0] !== FORMAT) return undefined;
  const node = TreeNode.empty();
  let offset = HEADER_LENGTH;
  for (let slot = 0; slot < NODE_SLOTS; slot += 1) {
    const kind = ((bytes[1 + (slot >> 2)] as number) >> (2 * (slot & 3))) & 3;
    if (kind === EMPTY) continue;
    if (kind !== LEAF && kind !== INNER) return undefined;
    const end = offset + SLOT_LENGTH[kind];
    if (end > bytes.length) return undefined;
    const content = bytes.subarray(offset, end);
    if (kind === LEAF) node.setLeaf(slot, content, hasher);
    else node.setChild(slot, content);
    offset = end;
  }
  if (offset !== bytes.length) return undefined;
  node.rehash(ALL_SLOTS, hasher);
  return node;
}
