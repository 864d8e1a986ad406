import { canonicalJson, type JsonValue, toHex, utf8 } from "@symbolon/base";
import type { PlanLine } from "./schemas.ts";

/** Most batches of one set of plan data: 25 million lines. */
export const MAX_PLAN_BATCHES = 100_000;

/** What follows the last batch. */
export const NO_BATCH_DIGEST = "0".repeat(64);

type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** SHA-256 over the lines of a batch and the digest of the one after it, hexadecimal. */
export function planDigest(lines: readonly PlanLine[], nextDigest: string, sha256: Sha256): string {
  const batch: JsonValue = { lines, nextDigest };
  return toHex(sha256(utf8(`symbolon/plan-batch/1\n${canonicalJson(batch)}`)));
}

/**
 * Digests of batches, chained from the last to the first: the members approve the first, which fixes them all,
 * and every batch is checked as it comes. The digest after the last is 64 zeros.
 */
export function planDigests(batches: readonly (readonly PlanLine[])[], sha256: Sha256): readonly string[] {
  const digests: string[] = [];
  let next = NO_BATCH_DIGEST;
  for (const lines of batches.toReversed()) {
    next = planDigest(lines, next, sha256);
    digests.push(next);
  }
  return digests.toReversed();
}
