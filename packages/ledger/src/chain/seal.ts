import { fromBase64Url, toBase64Url } from "@symbolon/base";
import type { Signer } from "@symbolon/crypto";
import {
  type BlockHeader,
  headerSigningBytes,
  type HeaderSignature,
  type SignedHeader,
  type Validator,
  type VerifySignature,
} from "@symbolon/proofs";

export async function seal(signer: Signer, bytes: Uint8Array): Promise<HeaderSignature> {
  const signature = await signer.sign(bytes);
  return { suite: signer.suite, spki: toBase64Url(signer.spki), signature: toBase64Url(signature) };
}

/** Whether one of the validators has signed the octets. */
export async function isSealed(
  bytes: Uint8Array,
  { suite, spki, signature }: HeaderSignature,
  validators: readonly Validator[],
  verify: VerifySignature,
): Promise<boolean> {
  if (!validators.some((validator) => validator.suite === suite && validator.spki === spki)) return false;
  return verify(suite, fromBase64Url(spki), bytes, fromBase64Url(signature));
}

export function isSealedHeader(
  { header, signature }: SignedHeader,
  validators: readonly Validator[],
  verify: VerifySignature,
): Promise<boolean> {
  return isSealed(headerSigningBytes(header), signature, validators, verify);
}

/** The header of an executed block. */
export function headerOf(
  outcome: Pick<BlockHeader, "height" | "time" | "transactionsRoot" | "resultsRoot" | "stateRoot">,
  place: Pick<BlockHeader, "ledger" | "previousHash" | "validatorsHash">,
): BlockHeader {
  const { height, time, transactionsRoot, resultsRoot, stateRoot } = outcome;
  return { ...place, height, time, transactionsRoot, resultsRoot, stateRoot };
}
