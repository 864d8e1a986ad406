import type { SignatureSuite } from "@symbolon/base";

/** Port: something that signs with one private key, wherever that key is kept. */
export interface Signer {
  readonly suite: SignatureSuite;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /** @returns 64 octets in the form that `verifySignature` accepts */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
