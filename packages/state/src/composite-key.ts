import { stateErrors } from "./errors.ts";

/** Characters of a state key. LMDB takes 1,978 octets. */
export const MAX_KEY_LENGTH = 400;

const KEY_PART = /^[A-Za-z0-9._:@+-]+$/;
const SEPARATOR = "/";
/** The ASCII character after the separator: `prefix + this` ends the half-open range below a prefix. */
const AFTER_SEPARATOR = "0";

/** Joins validated parts into one state key. @throws INVALID_KEY */
export function compositeKey(...parts: readonly string[]): string {
  for (const part of parts) {
    if (!KEY_PART.test(part)) {
      throw stateErrors.error(
        "INVALID_KEY",
        `a state key part is empty or holds other than A-Z a-z 0-9 . _ : @ + -: ${JSON.stringify(part)}`,
      );
    }
  }
  const key = parts.join(SEPARATOR);
  if (key.length > MAX_KEY_LENGTH) {
    throw stateErrors.error("INVALID_KEY", `a state key has ${key.length} characters, more than ${MAX_KEY_LENGTH}`);
  }
  return key;
}

/** The half-open range of all keys that lie below `parts`. */
export function keysBelow(...parts: readonly string[]): { readonly start: string; readonly end: string } {
  const prefix = compositeKey(...parts);
  return { start: prefix + SEPARATOR, end: prefix + AFTER_SEPARATOR };
}

/** Last part of a key. */
export function lastKeyPart(key: string): string {
  return key.slice(key.lastIndexOf(SEPARATOR) + 1);
}
