import type { TreePath } from "@symbolon/proofs";
import type { TreeNodeSource } from "./tree-node-source.ts";
import { walkToKey } from "./tree-path-walk.ts";
import { readTreeNode } from "./tree-reader.ts";

/** Proves a key from stored nodes, without a cache: for readers of a store that another thread writes. @throws STORE_CORRUPT */
export function proveKey(source: TreeNodeSource, keyHash: Uint8Array): TreePath {
  return walkToKey(keyHash, (path, expected) => readTreeNode(source, path, expected));
}
