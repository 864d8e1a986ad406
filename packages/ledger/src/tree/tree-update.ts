/** What a batch of changes would make of the tree. Nothing is persisted or visible until the tree accepts it. */
export interface TreeUpdate {
  /** Root before and after, 32 octets each. */
  readonly previousRoot: Uint8Array;
  readonly root: Uint8Array;
  /** Records to write (`undefined` deletes), for `StoreBatch.tree`. */
  readonly nodes: ReadonlyMap<string, Uint8Array | undefined>;
}
