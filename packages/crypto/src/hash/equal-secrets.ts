import { timingSafeEqual } from "node:crypto";

/** Equality of secrets and of what is derived from them, in time that depends on the lengths only. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
