import type { NumberKind } from "@symbolon/base";
import { readRecord, type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { requireSubmitter } from "../members/permission.ts";
import { keySpace, overlayKey } from "./keys.ts";
import { markOverlaid } from "./range-map.ts";
import { findRange } from "./reading.ts";
import type { NumberRange, OverlayRecord, RangeRecord } from "./records.ts";
import { MAX_OVERLAYS_RELEASED, type OverlayChange } from "./schemas.ts";
import { takeStep } from "./step.ts";

/** Sets, rotates or takes away index and user key of recorded numbers of the submitter. @throws NUMBER_NOT_HELD, NUMBER_STATUS_REFUSED, RANGE_OVERLAP */
export function setOverlays(view: StateView, kind: NumberKind, changes: readonly OverlayChange[]): void {
  requireSubmitter(view);
  requireOnce(changes);
  let range: RangeRecord | undefined;
  for (const change of changes) {
    const { number } = change;
    if (range === undefined || !holds(range, number)) {
      range = findRange(view, kind, number) as RangeRecord;
      takeStep(view, "route", range);
      markOverlaid(view, range);
    }
    writeOverlay(view, kind, change);
  }
  view.emit({ type: "numbers.overlays-set", data: { kind, count: changes.length } });
}

/** @throws RANGE_OVERLAP for a number that is named twice */
export function requireOnce(changes: readonly OverlayChange[]): void {
  const numbers = new Set<string>();
  for (const { number } of changes) {
    if (numbers.has(number)) throw contractErrors.error("RANGE_OVERLAP", `${number} is named twice`);
    numbers.add(number);
  }
}

/** Writes what the change leaves of a number's overlay. Permission is the caller's. */
export function writeOverlay(view: StateView, kind: NumberKind, { number, index, userKey }: OverlayChange): void {
  const key = overlayKey(kind, number);
  const old = readRecord<OverlayRecord>(view, key);
  const newIndex = index === undefined ? old?.index : (index ?? undefined);
  const newKey = userKey === undefined ? old?.userKey : (userKey ?? undefined);
  if (newIndex === undefined && newKey === undefined) {
    if (old !== undefined) view.delete(key);
    return;
  }
  const record: OverlayRecord = {
    v: 1,
    ...(newIndex === undefined ? {} : { index: newIndex }),
    ...(newKey === undefined ? {} : { userKey: newKey }),
  };
  writeRecord(view, key, record);
}

/** Numbers that change hands lose what was theirs: the next holder sets its own. @throws TOO_MANY_RANGES */
export function dropOverlays(view: StateView, piece: RangeRecord): void {
  const space = keySpace("overlay", piece.kind, piece.start.length);
  if (piece.overlaid !== true || space === undefined) return;
  // Keys of equal length: the character after the last number's key ends the range and takes in no other.
  const end = `${space.prefix}${piece.end}0`;
  const entries = view.range(space.prefix + piece.start, end, MAX_OVERLAYS_RELEASED + 1);
  if (entries.length > MAX_OVERLAYS_RELEASED) {
    throw contractErrors.error(
      "TOO_MANY_RANGES",
      `more than ${MAX_OVERLAYS_RELEASED} numbers of ${piece.start}..${piece.end} have an index or a user key`,
    );
  }
  for (const { key } of entries) view.delete(key);
}

export function holds({ start, end }: NumberRange, number: string): boolean {
  return number.length === start.length && start <= number && number <= end;
}
