import type { NumberKind } from "@symbolon/base";
import { compositeKey, stateErrors } from "@symbolon/state";
import { MAX_NUMBER_LENGTH, MIN_NUMBER_LENGTH } from "./digits.ts";

/** Keys of one kind and length: `prefix + digits` names a record, `[prefix + digits, end)` is the scan that finds it. */
interface KeySpace {
  readonly prefix: string;
  readonly end: string;
}

type KeySpaces = Readonly<Record<NumberKind, ReadonlyMap<number, KeySpace>>>;

export const numberKinds: readonly NumberKind[] = ["imsi", "msisdn"];

function spaces(layer: string): KeySpaces {
  const ofKind = (kind: NumberKind): ReadonlyMap<number, KeySpace> => {
    const byLength = new Map<number, KeySpace>();
    for (let length = MIN_NUMBER_LENGTH; length <= MAX_NUMBER_LENGTH; length += 1) {
      const prefix = compositeKey(layer, kind, String(length).padStart(2, "0"));
      byLength.set(length, { prefix: `${prefix}/`, end: `${prefix}0` });
    }
    return byLength;
  };
  return { imsi: ofKind("imsi"), msisdn: ofKind("msisdn") };
}

/** Layers of state that are ordered by number: kind, two-digit length, digits. */
export const numberLayers = {
  /** Range records, by their END: the first key >= n holds n. */
  range: spaces("range"),
  /** Index of the free ranges, by the END of the range. */
  free: spaces("free"),
  /** What differs per number. */
  overlay: spaces("number"),
  /** Plan data, by the END of the range; with gaps. */
  plan: spaces("plan"),
  /** Who may inject what, by the END of the range; with gaps. */
  title: spaces("title"),
} as const;

export type NumberLayer = keyof typeof numberLayers;

/** The keys of numbers of one kind and length in a layer; `undefined` for a length outside 5..15. */
export function keySpace(layer: NumberLayer, kind: NumberKind, length: number): KeySpace | undefined {
  return numberLayers[layer][kind].get(length);
}

export function rangeKey(kind: NumberKind, end: string): string {
  return keyIn("range", kind, end);
}

export function overlayKey(kind: NumberKind, digits: string): string {
  return keyIn("overlay", kind, digits);
}

/** Key of a number, or of the range that ends with it, in a layer. @throws INVALID_KEY for a length outside 5..15 */
export function keyIn(layer: NumberLayer, kind: NumberKind, digits: string): string {
  const space = keySpace(layer, kind, digits.length);
  if (space === undefined) {
    throw stateErrors.error("INVALID_KEY", `no number of kind ${kind} has ${digits.length} digits`);
  }
  return space.prefix + digits;
}

/** Mobile country code, mobile network code, routing indicator, home network public key identifier (TS 23.003 clause 2.2B). */
export function suciKey(mcc: string, mnc: string, routingIndicator: string, homeNetworkKeyId: number): string {
  return compositeKey("suci", mcc, mnc, routingIndicator, String(homeNetworkKeyId));
}

export function applicationKey(id: string): string {
  return compositeKey("application", id);
}

/** Ranges whose reservation or quarantine ends at `time`, in order of time. */
export function dueKey(time: number, id: string): string {
  return compositeKey("due", String(time).padStart(15, "0"), id);
}

export function planDatasetKey(name: string): string {
  return compositeKey("plan-dataset", name);
}
