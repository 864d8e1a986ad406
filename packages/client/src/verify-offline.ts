import {
  type PinnedTrust,
  type RecordAcceptance,
  type Refusal,
  rangeObjection,
  refusal,
  type Verdict,
  verifyProof,
} from "@symbolon/proofs";
import { sha256 } from "./sha256.ts";
import { verifyWithWebCrypto } from "./web-crypto-signature.ts";

const modules = { sha256, verifySignature: verifyWithWebCrypto };

/** {@link verifyProof} with the browser's own means: no server is asked. @throws SIGNATURE_SUITE_UNSUPPORTED */
export function verifyOffline(proof: Uint8Array, trust: PinnedTrust | undefined): Promise<Verdict> {
  return verifyProof(proof, trust, modules);
}

/** Verifies that a proof decides this number, whatever number it was asked for. @throws SIGNATURE_SUITE_UNSUPPORTED */
export async function verifyNumberOffline(
  proof: Uint8Array,
  trust: PinnedTrust | undefined,
  identifier: string,
): Promise<RecordAcceptance | Refusal> {
  const verdict = await verifyOffline(proof, trust);
  if (!verdict.valid) return verdict;
  if (verdict.type !== "record")
    return refusal("IDENTIFIER_NOT_COVERED", "the proof is of a transaction, not of a record");
  const objection = rangeObjection(identifier, verdict.record);
  return objection === undefined ? { ...verdict, identifier } : refusal("IDENTIFIER_NOT_COVERED", objection);
}
