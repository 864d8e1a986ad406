/** Exclusive or of two octet strings of one length. */
export function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  const result = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i += 1) result[i] = (a[i] as number) ^ (b[i] as number);
  return result;
}
