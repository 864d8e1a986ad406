import type { ReadableState, StateEntry } from "@symbolon/state";
import { SortedKeys } from "./sorted-keys.ts";

/** Sorts after a key and before every longer key that begins with it: keys hold nothing below "+". */
const AFTER_KEY = "!";

/** Writes held over a state that is not changed: reads see both, in key order. */
export class StateOverlay implements ReadableState {
  readonly #below: ReadableState;
  readonly #values = new Map<string, Uint8Array | undefined>();
  readonly #keys = new SortedKeys();

  constructor(below: ReadableState) {
    this.#below = below;
  }

  /** What was written; `undefined` deletes. */
  get changes(): ReadonlyMap<string, Uint8Array | undefined> {
    return this.#values;
  }

  get(key: string): Uint8Array | undefined {
    const own = this.#values.get(key);
    if (own !== undefined || this.#values.has(key)) return own;
    return this.#below.get(key);
  }

  set(key: string, value: Uint8Array | undefined): void {
    if (!this.#values.has(key)) this.#keys.add(key);
    this.#values.set(key, value);
  }

  /** Takes over all writes of an overlay that lies on this one. */
  absorb(upper: StateOverlay): void {
    for (const [key, value] of upper.#values) this.set(key, value);
  }

  range(start: string, end: string, limit: number): readonly StateEntry[] {
    const own = this.#keys.between(start, end);
    if (own.length === 0) return this.#below.range(start, end, limit);
    const merged: StateEntry[] = [];
    let position = 0;
    let from = start;
    for (;;) {
      const wanted = limit - merged.length;
      const chunk = this.#below.range(from, end, wanted);
      // A full chunk says nothing about what lies behind its last key.
      const last = chunk.length < wanted ? undefined : chunk.at(-1)?.key;
      position = this.#merge(own, position, chunk, last, merged);
      if (last === undefined || merged.length >= limit) return merged.slice(0, limit);
      from = last + AFTER_KEY;
    }
  }

  /** Merges one chunk with the own keys up to `last` (all that remain when undefined). @returns the next own position */
  #merge(
    own: readonly string[],
    position: number,
    chunk: readonly StateEntry[],
    last: string | undefined,
    merged: StateEntry[],
  ): number {
    let next = position;
    const takeOwn = (key: string) => {
      const value = this.#values.get(key);
      if (value !== undefined) merged.push({ key, value });
    };
    for (const entry of chunk) {
      for (let key = own[next]; key !== undefined && key < entry.key; key = own[next]) {
        takeOwn(key);
        next += 1;
      }
      if (own[next] === entry.key) {
        takeOwn(entry.key);
        next += 1;
      } else merged.push(entry);
    }
    if (last !== undefined) return next;
    for (; next < own.length; next += 1) takeOwn(own[next] as string);
    return next;
  }
}
