import { equalBytes } from "@symbolon/base";
import type { Sha256 } from "./hash.ts";

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;
/** Longest audit path that is followed: enough for 2^32 leaves. */
export const MAX_AUDIT_PATH = 32;

/** Root of the Merkle tree over a list (RFC 6962 clause 2.1); of an empty list the hash of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  return rootOf(leafHashes(leaves, sha256), sha256);
}

/** The hashes that lead from one leaf to the root, the nearest first (RFC 6962 clause 2.1.1). @throws RangeError */
export function merkleAuditPath(leaves: readonly Uint8Array[], index: number, sha256: Sha256): readonly Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`${index} is no position in a list of ${leaves.length}`);
  }
  const path: Uint8Array[] = [];
  let hashes = leafHashes(leaves, sha256);
  let at = index;
  while (hashes.length > 1) {
    const split = largestPowerBelow(hashes.length);
    const left = hashes.slice(0, split);
    const right = hashes.slice(split);
    path.unshift(rootOf(at < split ? right : left, sha256));
    hashes = at < split ? left : right;
    if (at >= split) at -= split;
  }
  return path;
}

export interface MerkleInclusion {
  readonly leaf: Uint8Array;
  readonly index: number;
  /** Leaves of the whole list. */
  readonly size: number;
  readonly path: readonly Uint8Array[];
}

/** True when the list with this root holds the leaf at this position (RFC 9162 clause 2.1.3.2). */
export function verifyMerkleInclusion(inclusion: MerkleInclusion, root: Uint8Array, sha256: Sha256): boolean {
  const { leaf, index, size, path } = inclusion;
  if (!isPosition(index, size) || path.length > MAX_AUDIT_PATH) return false;
  let at = index;
  let last = size - 1;
  let hash = hashWith(LEAF_PREFIX, sha256, leaf);
  for (const beside of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = hashWith(NODE_PREFIX, sha256, beside, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else hash = hashWith(NODE_PREFIX, sha256, hash, beside);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(hash, root);
}

function isPosition(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}

function leafHashes(leaves: readonly Uint8Array[], sha256: Sha256): readonly Uint8Array[] {
  return leaves.map((leaf) => hashWith(LEAF_PREFIX, sha256, leaf));
}

function rootOf(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  if (hashes.length === 1) return hashes[0] as Uint8Array;
  const split = largestPowerBelow(hashes.length);
  const left = rootOf(hashes.slice(0, split), sha256);
  return hashWith(NODE_PREFIX, sha256, left, rootOf(hashes.slice(split), sha256));
}

/** Largest power of two that is less than `length`. */
function largestPowerBelow(length: number): number {
  return 2 ** Math.floor(Math.log2(length - 1));
}

function hashWith(prefix: number, sha256: Sha256, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 1;
  for (const part of parts) length += part.length;
  const input = new Uint8Array(length);
  input[0] = prefix;
  let offset = 1;
  for (const part of parts) {
    input.set(part, offset);
    offset += part.length;
  }
  return sha256(input);
}
