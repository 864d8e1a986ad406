import type { Octets } from "./octets.ts";

const NIBBLES = "0123456789abcdef";

/** Path of the child in a slot: one hexadecimal nibble more. */
export function childPath(path: string, slot: number): string {
  return path + (NIBBLES[slot] as string);
}

/** Which slot of a node at `depth` nibbles a key hash belongs to. */
export function slotOf(keyHash: Octets, depth: number): number {
  const octet = keyHash.charCodeAt(depth >> 1);
  return (depth & 1) === 0 ? octet >> 4 : octet & 15;
}
