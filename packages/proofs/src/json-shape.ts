import { fromBase64Url, type JsonObject, type JsonValue } from "@symbolon/base";

/** A document does not have the shape that is read; becomes the error of the document's own kind. */
export class ShapeError extends Error {}

const HASH = /^[0-9a-f]{64}$/;

/** An object with exactly these members; others are refused, so that no octet of a document goes unchecked. */
export function objectOf(
  value: JsonValue | undefined,
  what: string,
  required: readonly string[],
  optional: readonly string[] = [],
): JsonObject {
  const object = anyObject(value, what);
  for (const name of required) {
    if (!Object.hasOwn(object, name)) throw new ShapeError(`${what} lacks "${name}"`);
  }
  for (const name of Object.keys(object)) {
    if (!required.includes(name) && !optional.includes(name)) {
      throw new ShapeError(`${what} has an unknown member ${JSON.stringify(name)}`);
    }
  }
  return object;
}

export function anyObject(value: JsonValue | undefined, what: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ShapeError(`${what} is not an object`);
  }
  return value as JsonObject;
}

export function arrayOf(value: JsonValue | undefined, what: string, maxLength: number): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new ShapeError(`${what} is not a list`);
  if (value.length > maxLength) throw new ShapeError(`${what} has more than ${maxLength} entries`);
  return value as readonly JsonValue[];
}

export function textOf(value: JsonValue | undefined, what: string, maxLength: number): string {
  if (typeof value !== "string" || value.length === 0 || value.length > maxLength) {
    throw new ShapeError(`${what} is not a text of 1 to ${maxLength} characters`);
  }
  return value;
}

/** 64 lower-case hexadecimal digits. */
export function hashOf(value: JsonValue | undefined, what: string): string {
  if (typeof value !== "string" || !HASH.test(value)) throw new ShapeError(`${what} is not a SHA-256 hash`);
  return value;
}

export function countOf(value: JsonValue | undefined, what: string, max: number = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > max) {
    throw new ShapeError(`${what} is not an integer from 0 to ${max}`);
  }
  return value as number;
}

export function octetsOf(value: JsonValue | undefined, what: string, maxLength: number): Uint8Array {
  if (typeof value !== "string" || value.length > Math.ceil((maxLength * 4) / 3)) {
    throw new ShapeError(`${what} is not base64url of up to ${maxLength} octets`);
  }
  try {
    return fromBase64Url(value);
  } catch {
    throw new ShapeError(`${what} is not canonical base64url`);
  }
}
