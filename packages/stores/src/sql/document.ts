import { canonicalJson, type JsonObject, parseJson } from "@symbolon/base";
import { storesErrors } from "../errors.ts";

export function writeDocument(document: JsonObject): string {
  return canonicalJson(document);
}

/** @throws SUBSCRIBER_RECORD_CORRUPT */
export function readDocument(text: string, row: string): JsonObject {
  const value = parseJson(text);
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw storesErrors.error("SUBSCRIBER_RECORD_CORRUPT", `${row} is not a JSON object`);
  }
  return value as JsonObject;
}
