import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findNumber, type RangeContent } from "@symbolon/contracts/numbers";
import { LedgerCopyFixture } from "./ledger-copy.fixture.ts";
import { NumberLookup } from "./number-lookup.ts";
import { MAX_RANGE_CONTENTS } from "./range-contents.ts";
import { RangeEndIndex } from "./range-end-index.ts";

function contentOf(index: number): RangeContent & { overlaid?: true } {
  const routing = { dataManagement: [{ type: "UDM", endpoint: `udm-${index % 3}` }], credentialPolicy: "off" } as const;
  const contents: readonly (RangeContent & { overlaid?: true })[] = [
    { status: "unassigned" },
    { status: "recorded", holder: `m${index % 5}`, owner: "b", pricing: "p", paidUntil: index % 7, routing },
    { status: "reserved", holder: "m", application: "a".repeat(index % 4), expiresAt: 1 },
    { status: "recorded", holder: '"start":"', routing, overlaid: true },
  ];
  return contents[index % contents.length] as RangeContent;
}

describe("number lookup", () => {
  it("finds what the contract finds, whatever it has decoded before", () => {
    const copy = new LedgerCopyFixture();
    for (let index = 0; index < 100; index += 1) {
      const start = String(100_000 + index * 10);
      copy.numbers("msisdn", start, String(100_009 + index * 10), contentOf(index));
      if (index % 4 === 3) copy.overlay("msisdn", start, { index: `i${index}` });
    }
    const lookup = new NumberLookup(copy);
    for (let round = 0; round < 2; round += 1) {
      for (let number = 100_000; number < 101_000; number += 5) {
        const expected = findNumber(copy, "msisdn", String(number));
        const { start: _start, end: _end, ...content } = expected?.range ?? { start: "", end: "" };
        const found = lookup.find("msisdn", String(number));
        expect(found?.content).toMatchObject(content);
        expect(found?.overlay).toEqual(expected?.overlay);
      }
    }
    expect(lookup.find("msisdn", "101000")).toBeUndefined();
    expect(lookup.find("msisdn", "1")).toBeUndefined();
  });

  it("decodes a content once and keeps a bounded number of them", () => {
    const copy = new LedgerCopyFixture();
    copy.numbers("imsi", "00000", "00009", { status: "recorded", holder: "a" });
    copy.numbers("imsi", "00010", "00019", { status: "recorded", holder: "a" });
    const lookup = new NumberLookup(copy);
    const first = lookup.find("imsi", "00001")?.content;
    expect(lookup.find("imsi", "00011")?.content).toBe(first);
    for (let index = 0; index <= MAX_RANGE_CONTENTS; index += 1) {
      copy.numbers("imsi", "00000", "00009", { status: "recorded", holder: `m${index}` });
      expect(lookup.find("imsi", "00001")?.content.holder).toBe(`m${index}`);
    }
    expect(lookup.find("imsi", "00011")?.content).toEqual(first);
    expect(lookup.find("imsi", "00011")?.content).not.toBe(first);
  });
});

describe("number lookup with an index of range ends", () => {
  const numbers = Array.from({ length: 200 }, (_, index) => String(100_000 + index * 5));

  /** Ranges of random lengths from 100000 on, the rest of the space in one more. */
  function written(copy: LedgerCopyFixture, cuts: readonly number[]): void {
    for (const { key } of copy.range("range/", "range0", 10_000)) copy.delete(key);
    const ends = [...new Set([...cuts.map((cut) => 100_000 + cut), 999_999])].sort((a, b) => a - b);
    let start = 0;
    for (const [index, end] of ends.entries()) {
      copy.numbers("imsi", String(start).padStart(6, "0"), String(end), contentOf(index));
      start = end + 1;
    }
  }

  it("finds what the contract finds, however stale the index is", async () => {
    const cuts = fc.array(fc.nat(999), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuts, cuts, async (before, after) => {
        const copy = new LedgerCopyFixture();
        const index = new RangeEndIndex(copy);
        written(copy, before);
        await index.build(new AbortController().signal);
        const lookup = new NumberLookup(copy, index);
        for (const state of [before, after]) {
          written(copy, state);
          for (const digits of numbers) {
            const { status, holder } = findNumber(copy, "imsi", digits)?.range ?? {};
            expect(lookup.find("imsi", digits)?.content).toMatchObject({ status, ...(holder && { holder }) });
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("reads no range by scanning while its hints are right", async () => {
    const copy = new LedgerCopyFixture();
    written(copy, [99, 199, 499]);
    const index = new RangeEndIndex(copy);
    await index.build(new AbortController().signal);
    expect(index.size).toBe(4);
    const scanless = { get: (key: string) => copy.get(key), range: () => expect.fail("a scan") };
    const lookup = new NumberLookup(scanless, index);
    for (const digits of numbers) expect(lookup.find("imsi", digits)?.content).toBeDefined();
  });

  it("is built anew when many of its hints are wrong, until it is stopped", async () => {
    const copy = new LedgerCopyFixture();
    written(copy, [99]);
    const index = new RangeEndIndex(copy);
    const stop = new AbortController();
    const maintained = index.maintain(stop.signal);
    await expect.poll(() => index.size).toBe(2);
    written(copy, [99, 199, 299]);
    for (let wrong = 0; wrong < 1_000; wrong += 1) index.noteWrong();
    await expect.poll(() => index.size).toBe(4);
    stop.abort();
    await maintained;
  });

  it("reads more ranges than one slice holds", async () => {
    const copy = new LedgerCopyFixture();
    for (let end = 0; end < 2_500; end += 1)
      copy.numbers("msisdn", String(10_000 + end), String(10_000 + end), contentOf(0));
    const index = new RangeEndIndex(copy);
    await index.build(new AbortController().signal);
    expect(index.size).toBe(2_500);
    expect(index.find("msisdn", "12499")).toBe("12499");
    expect(index.find("msisdn", "12500")).toBeUndefined();
    expect(index.find("imsi", "12499")).toBeUndefined();
  });
});
