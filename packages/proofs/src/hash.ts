import type { SignatureSuite } from "@symbolon/base";

/** SHA-256, handed in so that this package runs anywhere. Synchronous: trees hash thousands of nodes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Signature check, handed in; asynchronous because WebCrypto is. Malformed input is `false`. */
export type VerifySignature = (
  suite: SignatureSuite,
  spki: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean> | boolean;
