import { fromBase64Url, toBase64Url } from "@symbolon/base";
import type { Signer } from "@symbolon/crypto/signatures";
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
  signature: HeaderSignature,
  validators: readonly Validator[],
  verify: VerifySignature,
): Promise<boolean> {
  const { suite, spki } = signature;
  if (!validators.some((validator) => validator.suite === suite && validator.spki === spki)) return false;
  return isSignedBy(bytes, signature, verify);
}

/** Whether the named key has signed the octets. Malformed parts are `false`. */
export async function isSignedBy(
  bytes: Uint8Array,
  { suite, spki, signature }: HeaderSignature,
  verify: VerifySignature,
): Promise<boolean> {
  const key = octetsOf(spki);
  const value = octetsOf(signature);
  return key !== undefined && value !== undefined && verify(suite, key, bytes, value);
}

/** @returns undefined for what is not canonical base64url */
export function octetsOf(text: string): Uint8Array | undefined {
  try {
    return fromBase64Url(text);
  } catch {
    return undefined;
  }
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
