import { canonicalJson, type JsonObject, type NumberKind } from "@symbolon/base";
import { MemoryStateView } from "@symbolon/testkit/memory-state-view";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toDigits } from "./digits.ts";
import { keySpace, rangeKey } from "./keys.ts";
import { changeRange } from "./range-map.ts";
import { findRange, listRanges } from "./reading.ts";
import type { NumberRange, RangeContent, RangeRecord } from "./records.ts";
import { writeRecord } from "@symbolon/state";

const KIND: NumberKind = "imsi";
const LENGTH = 5;
/** Operations fall into this part of the space of five digits, its edges included. */
const SPAN = 60;

const routing = { dataManagement: [{ type: "UDM", endpoint: "udm" }], credentialPolicy: "off" } as const;
const contents: readonly RangeContent[] = [
  { status: "free", owner: "a", pricing: "p" },
  { status: "free", owner: "b", pricing: "p" },
  { status: "reserved", owner: "a", pricing: "p", holder: "x", application: "1", expiresAt: 5 },
  { status: "recorded", owner: "a", pricing: "p", holder: "x", paidUntil: 7, routing },
  {
    status: "recorded",
    owner: "a",
    pricing: "p",
    holder: "x",
    paidUntil: 7,
    routing: { ...routing, roamingContract: "r" },
  },
  { status: "recorded", owner: "a", pricing: "p", holder: "x", paidUntil: 8, routing },
  { status: "recorded", owner: "a", pricing: "q", holder: "x", paidUntil: 7, routing },
  { status: "recorded", owner: "a", pricing: "p", holder: "y", paidUntil: 7, routing },
  { status: "reserved", owner: "a", pricing: "p", holder: "x", application: "2", expiresAt: 5 },
  { status: "reserved", owner: "a", pricing: "p", holder: "x", application: "1", expiresAt: 6 },
  { status: "opened", owner: "a", pricing: "p", holder: "x", application: "1", expiresAt: 5 },
  { status: "unassigned" },
];

/** Content by an oracle of its own: not the comparison under test. */
function contentOf(record: RangeContent | RangeRecord): string {
  const { v: _, kind: __, start: ___, end: ____, overlaid: _____, ...content } = record as RangeRecord;
  return canonicalJson(content as unknown as JsonObject);
}

function begin(): MemoryStateView {
  const view = new MemoryStateView("test", 0);
  const [start, end] = ["0".repeat(LENGTH), "9".repeat(LENGTH)];
  writeRecord(view, rangeKey(KIND, end), { v: 1, kind: KIND, start, end, status: "unassigned" });
  return view;
}

function all(view: MemoryStateView): readonly RangeRecord[] {
  return listRanges(view, KIND, "0".repeat(LENGTH), 10_000);
}

function expectInvariant(view: MemoryStateView): void {
  const records = all(view);
  expect(records[0]?.start).toBe("00000");
  expect(records.at(-1)?.end).toBe("99999");
  for (let i = 1; i < records.length; i += 1) {
    const [left, right] = [records[i - 1] as RangeRecord, records[i] as RangeRecord];
    expect(Number(right.start)).toBe(Number(left.end) + 1);
    expect(contentOf(left)).not.toBe(contentOf(right));
  }
  const space = keySpace("free", KIND, LENGTH) as { prefix: string; end: string };
  const marks = view.range(space.prefix, space.end, 10_000).map(({ key }) => key.slice(space.prefix.length));
  expect(marks).toEqual(records.filter(({ status }) => status === "free").map(({ end }) => end));
}

const operation = fc.record({
  at: fc.integer({ min: 0, max: SPAN - 1 }),
  size: fc.integer({ min: 1, max: 20 }),
  high: fc.boolean(),
  content: fc.integer({ min: 0, max: contents.length - 1 }),
  overlaid: fc.boolean(),
});

function rangeOf(at: number, size: number, high: boolean): NumberRange {
  const first = high ? 100_000 - SPAN + at : at;
  return { start: toDigits(first, LENGTH), end: toDigits(Math.min(first + size - 1, 99_999), LENGTH) };
}

describe("the map of ranges", () => {
  it("agrees with a model that keeps every number by itself", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
        const view = begin();
        const model = new Map<number, RangeContent>();
        const overlaid = new Set<number>();
        for (const step of operations) {
          const range = rangeOf(step.at, step.size, step.high);
          const content = contents[step.content] as RangeContent;
          changeRange(view, KIND, range, () => ({ ...content, overlaid: step.overlaid ? true : undefined }));
          for (let n = Number(range.start); n <= Number(range.end); n += 1) {
            model.set(n, content);
            if (step.overlaid) overlaid.add(n);
            else overlaid.delete(n);
          }
        }
        expectInvariant(view);
        for (let at = 0; at < SPAN; at += 1) {
          for (const n of [at, 100_000 - SPAN + at]) {
            const range = findRange(view, KIND, toDigits(n, LENGTH)) as RangeRecord;
            expect(contentOf(range)).toBe(contentOf(model.get(n) ?? { status: "unassigned" }));
            expect(!overlaid.has(n) || range.overlaid === true).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it("joins neighbours of equal content and keeps apart what differs in anything", () => {
    for (const left of contents) {
      for (const right of contents) {
        const view = begin();
        changeRange(view, KIND, { start: "00000", end: "49999" }, () => left);
        changeRange(view, KIND, { start: "50000", end: "99999" }, () => right);
        expect(all(view)).toHaveLength(left === right ? 1 : 2);
      }
    }
  });

  it("hands each piece to the change, clipped to the range", () => {
    const view = begin();
    changeRange(view, KIND, { start: "00010", end: "00019" }, () => contents[0] as RangeContent);
    const seen: string[] = [];
    changeRange(view, KIND, { start: "00015", end: "00024" }, (piece) => {
      seen.push(`${piece.start} ${piece.end} ${piece.status}`);
      return piece;
    });
    expect(seen).toEqual(["00015 00019 free", "00020 00024 unassigned"]);
    expect(all(view).map(({ end }) => end)).toEqual(["00009", "00019", "99999"]);
  });

  it("writes nothing when nothing changes", () => {
    const view = begin();
    changeRange(view, KIND, { start: "00010", end: "00019" }, () => contents[3] as RangeContent);
    const submitter = { memberId: "x", certificateId: "0", role: "client" } as const;
    const { work } = view.transact(submitter, () => {
      changeRange(view, KIND, { start: "00012", end: "00014" }, (piece) => piece);
    });
    expect(work.keysWritten).toBe(0);
  });

  it("takes three writes to move the border between two ranges, and no more than three reads", () => {
    const view = begin();
    changeRange(view, KIND, { start: "00010", end: "00089" }, () => contents[2] as RangeContent);
    changeRange(view, KIND, { start: "00010", end: "00010" }, () => contents[3] as RangeContent);
    const submitter = { memberId: "x", certificateId: "0", role: "client" } as const;
    const { work } = view.transact(submitter, () => {
      changeRange(view, KIND, { start: "00011", end: "00011" }, () => contents[3] as RangeContent);
    });
    expect(work.keysWritten).toBe(3);
    expect(work.keysRead).toBeLessThanOrEqual(3);
  });

  it("refuses a range that lies in too many records, and a length that does not exist", () => {
    const view = begin();
    for (let n = 0; n < 1100; n += 2) {
      const digits = toDigits(n, LENGTH);
      changeRange(view, KIND, { start: digits, end: digits }, () => contents[0] as RangeContent);
    }
    const change = () => contents[3] as RangeContent;
    expect(() => changeRange(view, KIND, { start: "00000", end: "01099" }, change)).toThrow(
      expect.objectContaining({ code: "TOO_MANY_RANGES" }),
    );
    expect(() => changeRange(view, KIND, { start: "0000", end: "0001" }, change)).toThrow(
      expect.objectContaining({ code: "RANGE_INVALID" }),
    );
  });
});
