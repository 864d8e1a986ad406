import { toHex } from "@symbolon/base";
import { ledgerErrors } from "../errors.ts";
import { fromOctets, type Octets } from "./octets.ts";
import type { TreeNode } from "./tree-node.ts";
import { decodeTreeNode } from "./tree-node-codec.ts";
import type { TreeNodeSource } from "./tree-node-source.ts";

/** @param expected the hash that the parent holds; undefined asks for the root, which may not exist @throws STORE_CORRUPT */
export type LoadTreeNode = (path: string, expected: Octets | undefined) => TreeNode | undefined;

/**
 * Reads one node and checks all of it against the hash that its parent holds.
 * @param expected undefined for the root, which has no parent
 * @throws STORE_CORRUPT
 */
export function readTreeNode(source: TreeNodeSource, path: string, expected: Octets | undefined): TreeNode | undefined {
  const bytes = source.treeNode(path);
  if (bytes === undefined) {
    if (expected === undefined) return undefined;
    throw damaged(path, "is missing");
  }
  const node = decodeTreeNode(bytes);
  if (node === undefined) throw damaged(path, "is not a tree node");
  if (expected !== undefined && node.hash(1) !== expected) {
    throw damaged(path, `hashes to ${hex(node.hash(1))}, its parent says ${hex(expected)}`);
  }
  return node;
}

function hex(octets: Octets): string {
  return toHex(fromOctets(octets));
}

function damaged(path: string, what: string): Error {
  return ledgerErrors.error("STORE_CORRUPT", `the node "${path}" of the state tree ${what}`, {
    details: { treeNode: path },
  });
}
