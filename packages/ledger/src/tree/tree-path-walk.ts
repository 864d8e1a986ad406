import { TREE_HASH_LENGTH, treeBit, type TreeLeaf, type TreePath } from "@symbolon/proofs";
import { fromOctets, type Octets, toOctets } from "./octets.ts";
import { EMPTY, LEAF, NODE_SLOTS, type TreeNode } from "./tree-node.ts";
import { childPath, slotOf } from "./tree-node-path.ts";
import type { LoadTreeNode } from "./tree-reader.ts";

/** The way to a key through nodes that `load` gives. @throws what `load` throws */
export function walkToKey(keyHash: Uint8Array, load: LoadTreeNode): TreePath {
  const key = toOctets(keyHash);
  const siblings: (Uint8Array | undefined)[] = [];
  let path = "";
  let node = load(path, undefined);
  while (node !== undefined) {
    const position = descend(node, keyHash, 4 * path.length, siblings);
    const kind = node.kind(position);
    if (kind === EMPTY) break;
    if (kind === LEAF) return { siblings, leaf: leafOf(node.loneLeaf(position)) };
    path = childPath(path, slotOf(key, path.length));
    node = load(path, node.hash(position));
  }
  return { siblings, leaf: undefined };
}

/** Follows the key's bits down to a leaf, an empty subtree or a slot. @returns where it ended */
function descend(node: TreeNode, keyHash: Uint8Array, depth: number, siblings: (Uint8Array | undefined)[]): number {
  let position = 1;
  for (let bit = depth; position < NODE_SLOTS; bit += 1) {
    if (node.kind(position) === EMPTY || node.kind(position) === LEAF) break;
    const next = 2 * position + treeBit(keyHash, bit);
    const beside = next ^ 1;
    siblings.push(node.kind(beside) === EMPTY ? undefined : fromOctets(node.hash(beside)));
    position = next;
  }
  return position;
}

function leafOf(leaf: Octets): TreeLeaf {
  const bytes = fromOctets(leaf);
  return { keyHash: bytes.slice(0, TREE_HASH_LENGTH), valueHash: bytes.slice(TREE_HASH_LENGTH) };
}
