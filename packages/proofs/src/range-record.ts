import { fromUtf8, type JsonObject, type JsonValue, parseJson, SymbolonError } from "@symbolon/base";
import type { ProvenRecord } from "./proof-document.ts";

const IDENTIFIER = /^(imsi|msisdn)-([0-9]{5,15})$/;
const RECORD_VERSION = 1;

/**
 * Which range holds a number: the record under `range/<kind>/<two-digit length>/<end>` names the kind, start
 * and end of its range, and these must agree with its key and cover the number.
 * @returns what is wrong, or undefined
 */
export function rangeObjection(identifier: string, record: ProvenRecord): string | undefined {
  const match = IDENTIFIER.exec(identifier);
  if (match === null) return `${JSON.stringify(identifier)} is not an identifier that range records decide`;
  const [, kind, digits] = match as unknown as readonly [string, string, string];
  const range = record.value === undefined ? undefined : objectOf(record.value);
  if (range === undefined) return `the record ${record.key} is not a range record`;
  const { v, start, end } = range;
  if (v !== RECORD_VERSION || range["kind"] !== kind) return `the record ${record.key} is of another version or kind`;
  if (typeof start !== "string" || typeof end !== "string") return `the record ${record.key} names no range`;
  const length = String(digits.length).padStart(2, "0");
  if (record.key !== `range/${kind}/${length}/${end}`) return `the record ${record.key} contradicts its key`;
  return covers({ start, end }, digits) ? undefined : `the range ${start}-${end} does not hold ${digits}`;
}

function covers({ start, end }: { readonly start: string; readonly end: string }, digits: string): boolean {
  const sameLength = start.length === digits.length && end.length === digits.length;
  return sameLength && start <= digits && digits <= end;
}

function objectOf(value: Uint8Array): JsonObject | undefined {
  try {
    const json: JsonValue = parseJson(fromUtf8(value));
    return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as JsonObject) : undefined;
  } catch (error) {
    if (error instanceof SymbolonError || error instanceof TypeError) return undefined;
    throw error;
  }
}
