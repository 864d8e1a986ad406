/** The same octets as a plain Uint8Array: a Buffer's `slice` would not copy, and the two never compare as equal values. */
export function plainOctets(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
