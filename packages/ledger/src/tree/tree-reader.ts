import { equalBytes, toHex } from "@symbolon/base";
import { ledgerErrors } from "../errors.ts";
import type { TreeHasher } from "./tree-hasher.ts";
import type { TreeNode } from "./tree-node.ts";
import { decodeTreeNode } from "./tree-node-codec.ts";
import type { TreeNodeSource } from "./tree-node-source.ts";

/**
 * Reads one node and checks it against the hash that its parent holds.
 * @param expected undefined for the root, which has no parent
 * @throws STORE_CORRUPT
 */
export function readTreeNode(
  source: TreeNodeSource,
  path: string,
  expected: Uint8Array | undefined,
  hasher: TreeHasher,
): TreeNode | undefined {
  const bytes = source.treeNode(path);
  if (bytes === undefined) {
    if (expected === undefined) return undefined;
    throw damaged(path, "is missing");
  }
  const node = decodeTreeNode(bytes, hasher);
  if (node === undefined) throw damaged(path, "is not a tree node");
  if (expected !== undefined && !equalBytes(node.hash(1), expected)) {
    throw damaged(path, `has the root ${toHex(node.hash(1))}, its parent says ${toHex(expected)}`);
  }
  return node;
}

function damaged(path: string, what: string): Error {
  return ledgerErrors.error("STORE_CORRUPT", `the node "${path}" of the state tree ${what}`, {
    details: { treeNode: path },
  });
}
