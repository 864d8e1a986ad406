import { compareBytes, fromHex, type SignatureSuite } from "@symbolon/base";
import type { VerifySignature } from "@symbolon/proofs";
import { clientErrors } from "./errors.ts";

const SIGNATURE_LENGTH = 64;
/** Half the order of P-256, rounded down: the largest s of a signature that is accepted. */
const HALF_ORDER = fromHex("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");

/** Parameters of WebCrypto's importKey and verify. */
interface SuiteAlgorithms {
  readonly key: { readonly name: string; readonly namedCurve: string };
  readonly signature: { readonly name: string; readonly hash: string };
}

const ALGORITHMS: Readonly<Record<SignatureSuite, SuiteAlgorithms>> = {
  ES256: {
    key: { name: "ECDSA", namedCurve: "P-256" },
    signature: { name: "ECDSA", hash: "SHA-256" },
  },
  // Ed25519 names curve and hash by itself; WebCrypto ignores members that an algorithm does not have.
  EdDSA: {
    key: { name: "Ed25519", namedCurve: "Ed25519" },
    signature: { name: "Ed25519", hash: "SHA-512" },
  },
};

/** Signature check by WebCrypto. @throws SIGNATURE_SUITE_UNSUPPORTED */
export const verifyWithWebCrypto: VerifySignature = async (suite, spki, bytes, signature) => {
  if (signature.length !== SIGNATURE_LENGTH) return false;
  if (suite === "ES256" && compareBytes(signature.subarray(32), HALF_ORDER) > 0) return false;
  const { subtle } = globalThis.crypto;
  const algorithms = ALGORITHMS[suite];
  try {
    const key = await subtle.importKey("spki", owned(spki), algorithms.key, false, ["verify"]);
    return await subtle.verify(algorithms.signature, key, owned(signature), owned(bytes));
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "NotSupportedError") {
      throw clientErrors.error("SIGNATURE_SUITE_UNSUPPORTED", `WebCrypto here knows no ${suite}`, { cause });
    }
    return false;
  }
};

/** WebCrypto takes no views of shared memory. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}
