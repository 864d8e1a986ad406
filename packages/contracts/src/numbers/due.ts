import type { NumberKind } from "@symbolon/base";
import { decodeRecord, keysBelow, type StateView, writeRecord } from "@symbolon/state";
import { successor } from "./digits.ts";
import { dueKey } from "./keys.ts";
import { changeRange } from "./range-map.ts";
import { findRange } from "./reading.ts";
import type { DueRecord, NumberRange, RangeRecord } from "./records.ts";
import { takeStep } from "./step.ts";

/** Range records that one clean-up looks at; what is left waits for the next. */
export const MAX_CLEANED_PIECES = 100;

/** Notes that ranges run out at `time`. */
export function noteDue(
  view: StateView,
  time: number,
  id: string,
  kind: NumberKind,
  ranges: readonly NumberRange[],
): void {
  const record: DueRecord = { v: 1, kind, ranges };
  writeRecord(view, dueKey(time, id), record);
}

/** Frees what has run out, oldest first, within a bound. What was recorded or renewed since is left alone. @returns pieces freed */
export function cleanDue(view: StateView): number {
  const { start } = keysBelow("due");
  const end = dueKey(view.blockTime + 1, "0");
  let looked = 0;
  let freed = 0;
  for (const { key, value } of view.range(start, end, MAX_CLEANED_PIECES)) {
    const due = decodeRecord<DueRecord>(key, value);
    const left: NumberRange[] = [];
    for (const range of due.ranges) {
      if (looked >= MAX_CLEANED_PIECES) {
        left.push(range);
        continue;
      }
      const outcome = cleanRange(view, due.kind, range, MAX_CLEANED_PIECES - looked);
      looked += outcome.looked;
      freed += outcome.freed;
      if (outcome.left !== undefined) left.push(outcome.left);
    }
    if (left.length === 0) view.delete(key);
    else writeRecord(view, key, { ...due, ranges: left });
    if (looked >= MAX_CLEANED_PIECES) break;
  }
  return freed;
}

interface CleanOutcome {
  readonly looked: number;
  readonly freed: number;
  readonly left: NumberRange | undefined;
}

function cleanRange(view: StateView, kind: NumberKind, range: NumberRange, budget: number): CleanOutcome {
  let from: string | undefined = range.start;
  let looked = 0;
  let freed = 0;
  while (from !== undefined && from <= range.end) {
    if (looked === budget) return { looked, freed, left: { start: from, end: range.end } };
    const piece = findRange(view, kind, from) as RangeRecord;
    const end: string = piece.end < range.end ? piece.end : range.end;
    if (piece.expiresAt !== undefined && piece.expiresAt <= view.blockTime) {
      changeRange(view, kind, { start: from, end }, (part) => ({
        status: takeStep(view, "expire", part),
        ...ownerOf(part),
      }));
      freed += 1;
    }
    looked += 1;
    from = successor(end);
  }
  return { looked, freed, left: undefined };
}

/** What a number keeps when it returns to the pool. */
export function ownerOf({ owner, pricing }: RangeRecord): { readonly owner?: string; readonly pricing?: string } {
  return { ...(owner === undefined ? {} : { owner }), ...(pricing === undefined ? {} : { pricing }) };
}
