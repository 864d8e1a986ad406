import { canonicalBytes, fromUtf8, type JsonObject } from "@symbolon/base";
import { stateErrors } from "./errors.ts";
import type { ReadableState } from "./readable-state.ts";
import type { StateView } from "./state-view.ts";

/** Reads a record that a contract wrote. The type is the contract's word for what stands under this key. @throws CORRUPT_RECORD */
export function readRecord<Shape>(state: ReadableState, key: string): Shape | undefined {
  const bytes = state.get(key);
  return bytes === undefined ? undefined : decodeRecord<Shape>(key, bytes);
}

/** @throws CORRUPT_RECORD */
export function decodeRecord<Shape>(key: string, bytes: Uint8Array): Shape {
  try {
    return JSON.parse(fromUtf8(bytes)) as Shape;
  } catch (cause) {
    throw stateErrors.error("CORRUPT_RECORD", `the record ${key} is not JSON`, { cause, details: { key } });
  }
}

/** Writes a record as canonical JSON. */
export function writeRecord(view: StateView, key: string, record: object): void {
  view.put(key, canonicalBytes(record as JsonObject));
}
