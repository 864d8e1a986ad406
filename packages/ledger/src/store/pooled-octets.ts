/**
 * Copies what lmdb has read into Node's shared pool. Left to itself lmdb gives each value memory of its own, and with many
 * reads a second its allocation and collection cost more than the reading.
 */
export const pooledOctets = {
  encode(octets: Buffer): Buffer {
    return octets;
  },

  /** @param octets lmdb's own buffer, overwritten by the next read; only `length` of it are the value */
  decode(octets: Buffer): Buffer {
    const copy = Buffer.allocUnsafe(octets.length);
    octets.copy(copy, 0, 0, octets.length);
    return copy;
  },
};
