import { fromBase64Url, SymbolonError } from "@symbolon/base";
import type { HeaderSignature, Validator } from "./block-header.ts";
import type { Sha256, VerifySignature } from "./hash.ts";
import { type Refusal, refusal } from "./verdict.ts";

/** Cryptography that the verifier is handed. */
export interface ProofModules {
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
}

/** Says why a signature is not one by an admitted key over these octets; undefined when it is. */
export async function signatureObjection(
  what: string,
  bytes: Uint8Array,
  signature: HeaderSignature,
  admitted: readonly Validator[],
  modules: ProofModules,
): Promise<Refusal | undefined> {
  const { suite, spki } = signature;
  if (!admitted.some((known) => known.suite === suite && known.spki === spki)) {
    return refusal("SIGNER_UNKNOWN", `the key that signed the ${what} is not among the trusted ones`);
  }
  const octets = [spki, signature.signature].map(decoded);
  const [key, value] = octets;
  const good = key !== undefined && value !== undefined && (await modules.verifySignature(suite, key, bytes, value));
  return good ? undefined : refusal("SIGNATURE_INVALID", `the signature of the ${what} does not verify`);
}

function decoded(text: string): Uint8Array | undefined {
  try {
    return fromBase64Url(text);
  } catch (error) {
    if (error instanceof SymbolonError) return undefined;
    throw error;
  }
}
