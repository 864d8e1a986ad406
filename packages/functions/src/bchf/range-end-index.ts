import { setImmediate } from "node:timers/promises";
import type { NumberKind } from "@symbolon/base";
import { keySpace, MAX_NUMBER_LENGTH, MIN_NUMBER_LENGTH, numberKinds, toDigits } from "@symbolon/contracts/numbers";
import type { ReadableState } from "@symbolon/state";

/** Records read in one go while an index is built: a few milliseconds, then other work has its turn. */
export const RANGE_INDEX_SLICE = 1_000;
/** Wrong hints, as a share of all ranges, after which the index is built anew. */
const STALE_SHARE = 0.01;
const MIN_WRONG_HINTS = 1_000;

/**
 * Ends of all ranges in memory, 8 octets each: with the end known, a range record is one exact read, which takes half the time of a scan. Only a
 * hint: the record found must hold the number, else the reader scans. So the index need not follow the ledger's commits; when too many of
 * its hints are wrong it is built anew beside other work.
 */
export class RangeEndIndex {
  readonly #state: ReadableState;
  #ends: ReadonlyMap<NumberKind, readonly (Float64Array | undefined)[]> = new Map();
  #size = 0;
  #wrong = 0;
  #stale: (() => void) | undefined;

  constructor(state: ReadableState) {
    this.#state = state;
  }

  /** Ranges known. */
  get size(): number {
    return this.#size;
  }

  /** The end of the range that probably holds a number. @param digits checked to be 5 to 15 digits */
  find(kind: NumberKind, digits: string): string | undefined {
    const ends = this.#ends.get(kind)?.[digits.length];
    if (ends === undefined) return undefined;
    const end = ends[firstNotBelow(ends, Number(digits))];
    return end === undefined ? undefined : toDigits(end, digits.length);
  }

  /** Tells that a hint was wrong. */
  noteWrong(): void {
    this.#wrong += 1;
    if (this.#wrong >= Math.max(MIN_WRONG_HINTS, this.#size * STALE_SHARE)) this.#stale?.();
  }

  /** Builds the index, and again whenever it has become stale, until `signal` aborts. @throws what the state's reads throw */
  async maintain(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.build(signal);
      await this.#becomesStale(signal);
    }
  }

  /** Reads every range once, in slices. An abort leaves the index as it was. */
  async build(signal: AbortSignal): Promise<void> {
    const ends = new Map<NumberKind, Float64Array[]>();
    let size = 0;
    for (const kind of numberKinds) {
      const ofKind: Float64Array[] = [];
      for (let length = MIN_NUMBER_LENGTH; length <= MAX_NUMBER_LENGTH; length += 1) {
        const ofLength = await this.#readEnds(kind, length, signal);
        if (ofLength === undefined) return;
        ofKind[length] = ofLength;
        size += ofLength.length;
      }
      ends.set(kind, ofKind);
    }
    this.#ends = ends;
    this.#size = size;
    this.#wrong = 0;
  }

  async #readEnds(kind: NumberKind, length: number, signal: AbortSignal): Promise<Float64Array | undefined> {
    const { prefix, end } = keySpace("range", kind, length) ?? { prefix: "", end: "" };
    let ends = new Float64Array(RANGE_INDEX_SLICE);
    let count = 0;
    for (let start = prefix; ;) {
      const entries = this.#state.range(start, end, RANGE_INDEX_SLICE);
      if (count + entries.length > ends.length) ends = grown(ends);
      for (const { key } of entries) ends[count++] = Number(key.slice(prefix.length));
      if (entries.length < RANGE_INDEX_SLICE) return ends.slice(0, count);
      start = `${entries.at(-1)?.key}0`;
      await setImmediate();
      if (signal.aborted) return undefined;
    }
  }

  #becomesStale(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        this.#stale = undefined;
        signal.removeEventListener("abort", settle);
        resolve();
      };
      this.#stale = settle;
      signal.addEventListener("abort", settle, { once: true });
      if (signal.aborted) settle();
    });
  }
}

function grown(ends: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(ends.length * 2);
  larger.set(ends);
  return larger;
}

/** Position of the first end that is `value` or more. */
function firstNotBelow(ends: Float64Array, value: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
