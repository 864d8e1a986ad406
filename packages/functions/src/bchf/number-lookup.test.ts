import { describe, expect, it } from "vitest";
import { findNumber, type RangeContent } from "@symbolon/contracts/numbers";
import { LedgerCopyFixture } from "./ledger-copy.fixture.ts";
import { NumberLookup } from "./number-lookup.ts";
import { MAX_RANGE_CONTENTS } from "./range-contents.ts";

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
