import { fromUtf8, utf8 } from "@symbolon/base";
import type { ReadableState } from "@symbolon/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StateOverlay } from "./state-overlay.ts";

const key = fc.stringMatching(/^[ab+@]{1,3}(\/[ab0z]{1,2})?$/);
const write = fc.record({ key, value: fc.option(fc.stringMatching(/^[xyz]{1,2}$/), { nil: undefined }) });
const step = fc.oneof(
  write.map((given) => ({ kind: "write", ...given }) as const),
  fc.record({ kind: fc.constant("range" as const), start: key, end: key, limit: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant("get" as const), key }),
  fc.constant({ kind: "absorb" } as const),
  fc.constant({ kind: "discard" } as const),
);

/** The plain meaning: a map, sorted when it is read. */
class Model implements ReadableState {
  readonly entries: Map<string, string>;

  constructor(entries: Iterable<readonly [string, string]>) {
    this.entries = new Map(entries);
  }

  get(key: string): Uint8Array | undefined {
    const value = this.entries.get(key);
    return value === undefined ? undefined : utf8(value);
  }

  range(start: string, end: string, limit: number) {
    return [...this.entries]
      .filter(([key]) => key >= start && key < end)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([key, value]) => ({ key, value: utf8(value) }));
  }

  apply(key: string, value: string | undefined): void {
    if (value === undefined) this.entries.delete(key);
    else this.entries.set(key, value);
  }
}

const readable = (entries: ReturnType<ReadableState["range"]>) =>
  entries.map(({ key, value }) => [key, fromUtf8(value)]);

describe("StateOverlay", () => {
  it("reads like a map that holds state, block and call together", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.constant("old"))), fc.array(step, { maxLength: 60 }), (stored, steps) => {
        const base = new Model(stored);
        const block = new StateOverlay(base);
        const blockModel = new Model(base.entries);
        let call = new StateOverlay(block);
        let model = new Model(blockModel.entries);
        const seen: unknown[] = [];
        const expected: unknown[] = [];
        for (const given of steps) {
          if (given.kind === "write") {
            call.set(given.key, given.value === undefined ? undefined : utf8(given.value));
            model.apply(given.key, given.value);
          } else if (given.kind === "get") {
            seen.push(call.get(given.key));
            expected.push(model.get(given.key));
          } else if (given.kind === "range") {
            const { start, end, limit } = given;
            seen.push(readable(call.range(start, end, limit)));
            expected.push(readable(model.range(start, end, limit)));
          } else {
            if (given.kind === "absorb") {
              block.absorb(call);
              blockModel.entries.clear();
              for (const [name, value] of model.entries) blockModel.entries.set(name, value);
            }
            call = new StateOverlay(block);
            model = new Model(blockModel.entries);
          }
        }
        expect(seen).toEqual(expected);
        expect(readable(block.range("", "~", 1_000))).toEqual(readable(blockModel.range("", "~", 1_000)));
        expect(base.entries).toEqual(new Map(stored));
      }),
      { numRuns: 500 },
    );
  });
});
