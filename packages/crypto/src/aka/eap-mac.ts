import { createHmac } from "node:crypto";
import { equalSecrets } from "../hash/equal-secrets.ts";
import { plainOctets } from "./plain-octets.ts";

/** Hash of AT_MAC by EAP method: RFC 4187 clause 10.15, RFC 9048 clause 3.4.2. */
const HASHES = { "EAP-AKA": "sha1", "EAP-AKA'": "sha256" } as const;

export type EapAkaMethod = keyof typeof HASHES;

/**
 * AT_MAC, 16 octets.
 * @param packet the whole EAP packet with the octets of AT_MAC zero.
 * @param suffix what a re-authentication response appends (NONCE_S); else nothing.
 */
export function computeAtMac(
  method: EapAkaMethod,
  kAut: Uint8Array,
  packet: Uint8Array,
  suffix?: Uint8Array,
): Uint8Array {
  const hmac = createHmac(HASHES[method], kAut).update(packet);
  if (suffix !== undefined) hmac.update(suffix);
  return plainOctets(hmac.digest()).subarray(0, 16);
}

/** Compares in constant time. */
export function verifyAtMac(
  method: EapAkaMethod,
  kAut: Uint8Array,
  packet: Uint8Array,
  mac: Uint8Array,
  suffix?: Uint8Array,
): boolean {
  return equalSecrets(computeAtMac(method, kAut, packet, suffix), mac);
}
