import { fromUtf8, utf8 } from "./bytes.ts";
import { baseErrors } from "./errors.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Deepest nesting of arrays and objects that is written or read. */
export const MAX_JSON_DEPTH = 64;

/** The text of a value in the JSON Canonicalization Scheme (RFC 8785). Members that are `undefined` are left out. @throws INVALID_JSON, TOO_LARGE */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0);
}

/** UTF-8 octets of {@link canonicalJson}: what is hashed, signed and stored. */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return utf8(canonicalJson(value));
}

function write(value: JsonValue | undefined, depth: number): string {
  if (depth > MAX_JSON_DEPTH) {
    throw baseErrors.error("TOO_LARGE", `JSON is nested deeper than ${MAX_JSON_DEPTH} levels`);
  }
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return value ? "true" : "false";
    case "number":
      return writeNumber(value);
    case "string":
      return writeString(value);
    case "object":
      return isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      throw baseErrors.error("INVALID_JSON", `a value of type ${typeof value} has no JSON form`);
  }
}

function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** ECMAScript's own number text is the form that RFC 8785 clause 3.2.2.3 asks for. */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw baseErrors.error("INVALID_JSON", `the number ${value} has no JSON form`);
  }
  return Object.is(value, -0) ? "0" : String(value);
}

/** Printable ASCII without quotation mark and backslash stands for itself: nearly every string of the product. */
const PLAIN = /^[ !#-[\]-~]*$/;

function writeString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) {
    throw baseErrors.error("INVALID_JSON", "a string holds a lone surrogate");
  }
  return JSON.stringify(value);
}

function writeArray(values: readonly JsonValue[], depth: number): string {
  let text = "[";
  for (let i = 0; i < values.length; i += 1) {
    text += (i === 0 ? "" : ",") + write(values[i], depth + 1);
  }
  return `${text}]`;
}

function writeObject(value: JsonObject, depth: number): string {
  let text = "{";
  for (const name of sortedNames(value)) {
    const member = value[name];
    if (member === undefined) continue;
    text += `${text === "{" ? "" : ","}${writeString(name)}:${write(member, depth + 1)}`;
  }
  return `${text}}`;
}

/** By UTF-16 code units, as RFC 8785 clause 3.2.3 demands: Array.sort and `<` both compare them. */
function sortedNames(value: JsonObject): readonly string[] {
  const names = Object.keys(value);
  for (let i = 1; i < names.length; i += 1) {
    // What was parsed from canonical JSON is in order already.
    if ((names[i] as string) < (names[i - 1] as string)) return names.sort();
  }
  return names;
}

/** Parses any JSON text. @throws INVALID_JSON, TOO_LARGE */
export function parseJson(text: string): JsonValue {
  refuseDeep(text);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "unreadable";
    throw baseErrors.error("INVALID_JSON", `not JSON: ${reason}`, { cause });
  }
}

/** Parses octets that must be canonical already, octet for octet. @throws INVALID_JSON, JSON_NOT_CANONICAL, TOO_LARGE */
export function parseCanonicalJson(bytes: Uint8Array): JsonValue {
  const text = decode(bytes);
  const value = parseJson(text);
  // Duplicate names, -0, other number forms, blanks and escapes all fail this comparison.
  if (canonicalJson(value) !== text) {
    throw baseErrors.error("JSON_NOT_CANONICAL", "the JSON text differs from its RFC 8785 form");
  }
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw baseErrors.error("INVALID_JSON", "not UTF-8", { cause });
  }
}

/** JSON.parse recurses natively; depth is bounded before it sees the text. */
function refuseDeep(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charCodeAt(i);
    if (inString) {
      if (character === 0x5c) i += 1;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x5b || character === 0x7b) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) {
        throw baseErrors.error("TOO_LARGE", `JSON is nested deeper than ${MAX_JSON_DEPTH} levels`);
      }
    } else if (character === 0x5d || character === 0x7d) depth -= 1;
  }
}
