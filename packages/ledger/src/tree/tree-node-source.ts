/** Where the records of the state tree are read from: a store, or anything that holds its nodes. */
export interface TreeNodeSource {
  /** @param path hexadecimal nibbles from the root; the root itself is `""` */
  treeNode(path: string): Uint8Array | undefined;
}
