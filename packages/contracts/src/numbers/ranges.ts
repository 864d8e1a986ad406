import { contractErrors } from "../errors.ts";
import { countNumbers, isNumber, MAX_NUMBER_LENGTH } from "./digits.ts";
import type { NumberRange } from "./records.ts";

/** Most numbers in one range: what a country's plan gives to one kind of service. */
export const MAX_NUMBERS_PER_RANGE = 10_000_000_000;

/** Checks a range by itself. @throws RANGE_INVALID @returns it */
export function requireRange<Range extends NumberRange>(range: Range): Range {
  const { start, end } = range;
  const refuse = (reason: string) => contractErrors.error("RANGE_INVALID", `${start}..${end}: ${reason}`);
  if (!isNumber(start) || !isNumber(end)) throw refuse("numbers have 5 to 15 digits");
  if (start.length !== end.length) throw refuse("start and end have different lengths");
  if (start > end) throw refuse("the start is above the end");
  if (countNumbers(range) > MAX_NUMBERS_PER_RANGE) throw refuse(`more than ${MAX_NUMBERS_PER_RANGE} numbers`);
  return range;
}

/** Checks ranges, and that none names a number of another. @throws RANGE_INVALID, RANGE_OVERLAP @returns them in order */
export function requireDisjoint<Range extends NumberRange>(ranges: readonly Range[]): readonly Range[] {
  const inOrder = ranges.map(requireRange).sort(byLengthAndStart);
  for (let i = 1; i < inOrder.length; i += 1) {
    const [left, right] = [inOrder[i - 1] as Range, inOrder[i] as Range];
    if (left.end.length === right.start.length && left.end >= right.start) {
      throw contractErrors.error("RANGE_OVERLAP", `${right.start} is named twice`, { details: { start: right.start } });
    }
  }
  return inOrder;
}

function byLengthAndStart(a: NumberRange, b: NumberRange): number {
  return a.start.length - b.start.length || (a.start < b.start ? -1 : 1);
}

/** The IMSIs of 15 digits that begin with a network code and a block number. @throws RANGE_INVALID */
export function rangeOfBlock({ plmn, block }: { readonly plmn: string; readonly block: string }): NumberRange {
  const prefix = plmn + block;
  return requireRange({ start: prefix.padEnd(MAX_NUMBER_LENGTH, "0"), end: prefix.padEnd(MAX_NUMBER_LENGTH, "9") });
}

/** A range without anything else, as events and results name it. */
export function bare({ start, end }: NumberRange): { readonly start: string; readonly end: string } {
  return { start, end };
}
