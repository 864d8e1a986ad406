import { hash } from "node:crypto";

const LENGTH = 32;

/** SHA-256 (FIPS 180-4), synchronous. @returns 32 octets */
export function sha256(bytes: Uint8Array): Uint8Array {
  // One character per octet: the platform takes three times as long to make a Buffer.
  const text = hash("sha256", bytes, "binary");
  const digest = new Uint8Array(LENGTH);
  for (let i = 0; i < LENGTH; i += 1) digest[i] = text.charCodeAt(i);
  return digest;
}
