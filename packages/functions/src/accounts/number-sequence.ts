import { functionErrors } from "../errors.ts";

/** An inclusive run of numbers, digits only, both ends of one length. */
export interface NumberRange {
  readonly start: string;
  readonly end: string;
}

const DIGITS = /^[0-9]{5,15}$/;

/** Runs of numbers as one list that is addressed by position. */
export class NumberSequence {
  readonly length: number;
  readonly #runs: readonly { readonly first: number; readonly count: number; readonly digits: number }[];

  /** @throws ACCOUNT_BATCH_INVALID on a malformed range, or ranges that overlap */
  constructor(ranges: readonly NumberRange[]) {
    this.#runs = ranges.map(({ start, end }) => {
      if (!DIGITS.test(start) || !DIGITS.test(end) || start.length !== end.length || start > end) {
        throw functionErrors.error("ACCOUNT_BATCH_INVALID", `${start}..${end} is not a range of numbers`);
      }
      return { first: Number(start), count: Number(end) - Number(start) + 1, digits: start.length };
    });
    this.length = this.#runs.reduce((sum, { count }) => sum + count, 0);
    refuseOverlap(ranges);
  }

  /** Numbers from position `at` on, at most `count`. */
  slice(at: number, count: number): readonly string[] {
    const numbers: string[] = [];
    let before = 0;
    for (const run of this.#runs) {
      const from = Math.max(at - before, 0);
      for (let offset = from; offset < run.count && numbers.length < count; offset += 1) {
        numbers.push(String(run.first + offset).padStart(run.digits, "0"));
      }
      before += run.count;
    }
    return numbers;
  }
}

function refuseOverlap(ranges: readonly NumberRange[]): void {
  const sorted = ranges.toSorted((a, b) => a.start.length - b.start.length || (a.start < b.start ? -1 : 1));
  for (const [position, { start }] of sorted.entries()) {
    const before = sorted[position - 1];
    if (before !== undefined && before.end.length === start.length && before.end >= start) {
      throw functionErrors.error("ACCOUNT_BATCH_INVALID", `the ranges that hold ${start} overlap`);
    }
  }
}
