import { type Sha256, type SignedTransaction, transactionSigningBytes, type VerifySignature } from "@symbolon/proofs";
import type { ReadableState, SubmitterRegistry } from "@symbolon/state";
import { octetsOf } from "../chain/seal.ts";
import { signatureKey } from "../machine/signature-cache.ts";

export interface SignaturePrecheckModules {
  readonly state: ReadableState;
  readonly submitters: SubmitterRegistry;
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
}

/**
 * Checks signatures on the pool's threads before execution needs them, under the keys of the state before the
 * block. A key that changes within the block is checked again when the block is executed.
 *
 * @returns the `signatureKey` of each good one
 */
export async function checkSignatures(
  transactions: readonly SignedTransaction[],
  time: number,
  modules: SignaturePrecheckModules,
): Promise<readonly string[]> {
  const checks = transactions.map(async (transaction) => {
    const key = modules.submitters.find(modules.state, transaction.submitter, time);
    const signature = octetsOf(transaction.signature);
    if ("code" in key || signature === undefined) return [];
    const bytes = transactionSigningBytes(transaction);
    const valid = await modules.verifySignature(key.suite, key.spki, bytes, signature);
    return valid ? [signatureKey(modules.sha256, key.suite, key.spki, bytes, signature)] : [];
  });
  return (await Promise.all(checks)).flat();
}
