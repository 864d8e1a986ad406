import type { NumberKind } from "@symbolon/base";
import { lastKeyPart, readRecord, type StateView } from "@symbolon/state";
import { countNumbers, successor, toDigits } from "./digits.ts";
import { keySpace, rangeKey } from "./keys.ts";
import { nextRun } from "./pattern.ts";
import type { NumberRange, RangeRecord } from "./records.ts";

/** Free ranges and runs of a pattern that one application looks at. */
export const MAX_SEARCH_STEPS = 1000;
/** Most ranges that one application is given. */
export const MAX_RANGES_PER_APPLICATION = 100;

export interface NumberSearch {
  readonly kind: NumberKind;
  /** Digits and `?`; its length is that of the numbers. */
  readonly pattern: string;
  readonly from: string;
  readonly count: number;
  readonly contiguous: boolean;
  readonly pricing: string | undefined;
}

/** Free numbers that fit, in order, at most `count`; none when there are none. With `contiguous`: the first range that is large enough, or else the largest. */
export function searchFree(view: StateView, search: NumberSearch): readonly NumberRange[] {
  return search.contiguous ? largestRange(view, search) : firstRanges(view, search);
}

function firstRanges(view: StateView, search: NumberSearch): readonly NumberRange[] {
  const found: NumberRange[] = [];
  let missing = search.count;
  for (const range of freeRuns(view, search)) {
    const taken = firstOf(range, missing);
    missing -= countNumbers(taken);
    const last = found.at(-1);
    if (last !== undefined && successor(last.end) === taken.start)
      found[found.length - 1] = { start: last.start, end: taken.end };
    else if (found.length === MAX_RANGES_PER_APPLICATION) break;
    else found.push(taken);
    if (missing === 0) break;
  }
  return found;
}

function largestRange(view: StateView, search: NumberSearch): readonly NumberRange[] {
  let largest: NumberRange | undefined;
  let chain: NumberRange | undefined;
  for (const range of freeRuns(view, search)) {
    const follows = chain !== undefined && successor(chain.end) === range.start;
    chain = { start: follows && chain !== undefined ? chain.start : range.start, end: range.end };
    if (largest === undefined || countNumbers(chain) > countNumbers(largest)) largest = chain;
    if (countNumbers(largest) >= search.count) break;
  }
  return largest === undefined ? [] : [firstOf(largest, search.count)];
}

/** What is free and matches, run by run. */
function* freeRuns(view: StateView, search: NumberSearch): Generator<NumberRange> {
  const { kind, pattern, pricing } = search;
  let from: string | undefined = search.from;
  for (let step = 0; step < MAX_SEARCH_STEPS && from !== undefined; step += 1) {
    const run = nextRun(pattern, from);
    const free: RangeRecord | undefined = run === undefined ? undefined : firstFree(view, kind, run.start);
    if (run === undefined || free === undefined) return;
    if (pricing !== undefined && free.pricing !== pricing) {
      from = successor(free.end);
    } else if (free.start > run.end) {
      from = free.start;
    } else {
      const end: string = free.end < run.end ? free.end : run.end;
      yield { start: free.start > run.start ? free.start : run.start, end };
      from = successor(end);
    }
  }
}

/** The free range that holds `digits`, or the next one, by the index of free ranges. */
function firstFree(view: StateView, kind: NumberKind, digits: string): RangeRecord | undefined {
  const space = keySpace("free", kind, digits.length);
  if (space === undefined) return undefined;
  const mark = view.range(space.prefix + digits, space.end, 1)[0];
  return mark === undefined ? undefined : readRecord<RangeRecord>(view, rangeKey(kind, lastKeyPart(mark.key)));
}

function firstOf(range: NumberRange, count: number): NumberRange {
  if (countNumbers(range) <= count) return range;
  return { start: range.start, end: toDigits(Number(range.start) + count - 1, range.start.length) };
}
