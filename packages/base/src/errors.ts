import { defineErrors } from "./error-table.ts";

/** Errors of `@symbolon/base`: values that cannot be parsed into their types. */
export const baseErrors = defineErrors("base", {
  INVALID_IDENTIFIER: {
    meaning: "A text is not an identifier in the syntax of TS 29.571 or TS 23.003.",
    remedy: "Write it as imsi-<5..15 digits>, msisdn-<5..15 digits>, suci-..., nai-... and so on.",
  },
  INVALID_HEX: {
    meaning: "A text is not hexadecimal octets.",
    remedy: "Give an even number of the digits 0-9 and a-f, without prefix or blanks.",
  },
  INVALID_BASE64URL: {
    meaning: "A text is not base64url without padding (RFC 4648 clause 5).",
    remedy: "Use the letters A-Z, a-z, 0-9, - and _ only, without = at the end.",
  },
  INVALID_JSON: {
    meaning: "A text is not JSON, or not a value that canonical JSON (RFC 8785) can carry.",
    remedy: "Check the syntax at the named position; lone surrogates and duplicate names are refused.",
  },
  JSON_NOT_CANONICAL: {
    meaning: "JSON that must be canonical (RFC 8785) is written in another form.",
    remedy: "Write it without blanks, names in UTF-16 order, numbers in their shortest form.",
  },
  TOO_LARGE: {
    meaning: "An input is larger or deeper than its limit allows.",
    remedy: "Split the input; docs/LIMITS.md lists every limit by name.",
  },
});
