import { concat, toHex, type SignatureSuite, utf8 } from "@symbolon/base";
import type { Sha256 } from "@symbolon/proofs";

/** Signatures whose outcome is remembered: half of them at least, all of them at most. */
export const MAX_CACHED_SIGNATURES = 65_536;

/** Checks a signature at once. Malformed keys and signatures are `false`. */
export type VerifySignatureSync = (
  suite: SignatureSuite,
  spki: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
) => boolean;

/** Remembers outcomes by hash of message, key and signature, so that a swapped signature gains nothing. */
export class SignatureCache {
  readonly #sha256: Sha256;
  readonly #verify: VerifySignatureSync;
  #young = new Map<string, boolean>();
  #old = new Map<string, boolean>();

  constructor(modules: { readonly sha256: Sha256; readonly verifySignature: VerifySignatureSync }) {
    this.#sha256 = modules.sha256;
    this.#verify = modules.verifySignature;
  }

  verify(suite: SignatureSuite, spki: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
    const key = this.key(suite, spki, bytes, signature);
    const known = this.#young.get(key) ?? this.#old.get(key);
    if (known !== undefined) return known;
    const valid = this.#verify(suite, spki, bytes, signature);
    this.#remember(key, valid);
    return valid;
  }

  /** Notes a check that another thread of this process has made. */
  accept(key: string): void {
    this.#remember(key, true);
  }

  key(suite: SignatureSuite, spki: Uint8Array, bytes: Uint8Array, signature: Uint8Array): string {
    return signatureKey(this.#sha256, suite, spki, bytes, signature);
  }

  #remember(key: string, valid: boolean): void {
    if (this.#young.size >= MAX_CACHED_SIGNATURES / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, valid);
  }
}

/** Identifies one check. Lengths stand before the parts, so no two checks share a key. */
export function signatureKey(
  sha256: Sha256,
  suite: SignatureSuite,
  spki: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): string {
  const head = utf8(`symbolon/signature-check/1\n${suite} ${spki.length} ${signature.length}\n`);
  return toHex(sha256(concat(head, spki, signature, sha256(bytes))));
}
