/**
 * Octets as a string of the characters U+0000 to U+00FF. Within the tree, hashes are compared, shared and
 * dropped by the hundred thousand; as strings they cost a fraction of what byte arrays cost, and `<`
 * orders them as octets.
 */
export type Octets = string;

export function toOctets(bytes: Uint8Array): Octets {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

export function fromOctets(octets: Octets): Uint8Array {
  return Uint8Array.from(Buffer.from(octets, "latin1"));
}
