import type { NumberKind } from "@symbolon/base";
import { decodeRecord, type ReadableState, readRecord } from "@symbolon/state";
import { applicationKey, keySpace, type NumberLayer, overlayKey, planDatasetKey, suciKey } from "./keys.ts";
import type {
  ApplicationRecord,
  OverlayRecord,
  PlanDatasetRecord,
  PlanRecord,
  RangeRecord,
  SuciRecord,
  SuciTuple,
} from "./records.ts";
import type { RangeStatus } from "./state-machine.ts";

/** A number as the ledger knows it: its range, and what is its own. */
export interface NumberReading {
  readonly range: RangeRecord;
  readonly overlay?: OverlayRecord;
}

/**
 * The range that holds `digits`: one forward scan of one record.
 * `undefined` only for a length outside 5..15: what nobody injected is a record of status `unassigned`.
 * @param digits checked by the caller to be digits
 */
export function findRange(state: ReadableState, kind: NumberKind, digits: string): RangeRecord | undefined {
  return firstFrom<RangeRecord>(state, "range", kind, digits);
}

/** The range that holds `digits`, and the number's overlay where the range says that there may be one. */
export function findNumber(state: ReadableState, kind: NumberKind, digits: string): NumberReading | undefined {
  const range = findRange(state, kind, digits);
  if (range === undefined) return undefined;
  if (range.overlaid !== true) return { range };
  const overlay = readRecord<OverlayRecord>(state, overlayKey(kind, digits));
  return overlay === undefined ? { range } : { range, overlay };
}

/** What the numbering plan says of `digits`; `undefined` where no plan data covers them. */
export function findPlan(state: ReadableState, kind: NumberKind, digits: string): PlanRecord | undefined {
  const record = firstFrom<PlanRecord>(state, "plan", kind, digits);
  return record === undefined || record.start > digits ? undefined : record;
}

/** Who serves concealed identities with these routing parts. */
export function findSuciRoute(state: ReadableState, tuple: SuciTuple): SuciRecord | undefined {
  return readRecord<SuciRecord>(state, suciKey(tuple.mcc, tuple.mnc, tuple.routingIndicator, tuple.homeNetworkKeyId));
}

/** What a member asked for and was given. */
export function findApplication(state: ReadableState, id: string): ApplicationRecord | undefined {
  return readRecord<ApplicationRecord>(state, applicationKey(id));
}

/** Approved plan data, and how far their import is. */
export function findPlanDataset(state: ReadableState, name: string): PlanDatasetRecord | undefined {
  return readRecord<PlanDatasetRecord>(state, planDatasetKey(name));
}

/** Status at `blockTime`: a reservation or quarantine that has run out counts as free before anybody cleans it up. */
export function effectiveStatus(range: RangeRecord, blockTime: number): RangeStatus {
  return range.expiresAt !== undefined && range.expiresAt <= blockTime ? "free" : range.status;
}

/** Range records of one kind and length that end at or after `from`, in order. For listings and exports. */
export function listRanges(
  state: ReadableState,
  kind: NumberKind,
  from: string,
  limit: number,
): readonly RangeRecord[] {
  const space = keySpace("range", kind, from.length);
  if (space === undefined) return [];
  return state
    .range(space.prefix + from, space.end, limit)
    .map(({ key, value }) => decodeRecord<RangeRecord>(key, value));
}

/** First record of a layer whose END is `digits` or more. */
export function firstFrom<Shape>(
  state: ReadableState,
  layer: NumberLayer,
  kind: NumberKind,
  digits: string,
): Shape | undefined {
  const space = keySpace(layer, kind, digits.length);
  if (space === undefined) return undefined;
  const entry = state.range(space.prefix + digits, space.end, 1)[0];
  return entry === undefined ? undefined : decodeRecord<Shape>(entry.key, entry.value);
}
