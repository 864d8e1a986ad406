import { createHmac } from "node:crypto";

export type HmacHash = "sha256" | "sha512";

/** HMAC (RFC 2104). @returns 32 octets with SHA-256, 64 with SHA-512 */
export function hmac(hash: HmacHash, key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac(hash, key).update(bytes).digest();
}
