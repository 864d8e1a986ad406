import type { SymbolonError } from "../error-table.ts";
import { baseErrors } from "../errors.ts";

/** Longest identifier text, in characters, that is looked at: room for a profile B SUCI of a 253-octet NAI. */
export const MAX_IDENTIFIER_LENGTH = 1024;

const SHOWN_CHARACTERS = 48;

/** Makes the error for a text that is not `what`: why not, and the form that was expected. */
export function invalidIdentifier(what: string, text: string, why: string, expected: string): SymbolonError {
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
  return baseErrors.error(
    "INVALID_IDENTIFIER",
    `${JSON.stringify(shown)} is not ${what}: ${why}; expected ${expected}`,
    { details: { what, why, expected } },
  );
}

/** @throws INVALID_IDENTIFIER when `text` is longer than {@link MAX_IDENTIFIER_LENGTH}. */
export function refuseLong(what: string, text: string): void {
  if (text.length > MAX_IDENTIFIER_LENGTH) {
    throw invalidIdentifier(
      what,
      text,
      `it has ${text.length} characters`,
      `at most ${MAX_IDENTIFIER_LENGTH} characters`,
    );
  }
}
