import { utf8 } from "@symbolon/base";
import type { Sha256 } from "@symbolon/proofs";

/** One leaf to put or, without a value hash, to remove. Removing what is not there changes nothing. */
export interface TreeChange {
  /** SHA-256 of the state key, 32 octets. */
  readonly keyHash: Uint8Array;
  /** SHA-256 of the record's octets; `undefined` deletes. */
  readonly valueHash: Uint8Array | undefined;
}

/** The leaves that a block's state changes touch, for {@link SparseMerkleTree.update}. */
export function treeChanges(state: ReadonlyMap<string, Uint8Array | undefined>, sha256: Sha256): readonly TreeChange[] {
  const changes: TreeChange[] = [];
  for (const [key, value] of state) {
    const valueHash = value === undefined ? undefined : sha256(value);
    changes.push({ keyHash: sha256(utf8(key)), valueHash });
  }
  return changes;
}
