import { canonicalBytes, type JsonObject } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { TestKey } from "../../test/consortium.ts";
import { opened, privateNetworks, recorded, recording } from "../../test/private-networks.ts";
import { toDigits } from "./digits.ts";
import { MAX_OVERLAYS_PER_CALL, MAX_RANGES_PER_CALL } from "./schemas.ts";

/** What a ledger carries in one transaction. */
const TRANSACTION_OCTETS = 64 * 1024;

/** Single numbers with a gap after each: nothing merges. */
function scattered(start: string, count: number) {
  return Array.from({ length: count }, (_, i) => {
    const digits = toDigits(Number(start) + 2 * i, start.length);
    return { start: digits, end: digits };
  });
}

describe("the largest batches", () => {
  it("of ranges fit a transaction and the work limit, for every step", () => {
    const consortium = privateNetworks();
    const { ranges } = opened(consortium, "alpha", 1000);
    const many = scattered(ranges[0]?.start ?? "", MAX_RANGES_PER_CALL);
    const args = recording(many);
    expect(canonicalBytes(args as JsonObject).length).toBeLessThan(TRANSACTION_OCTETS * 0.9);
    expect(consortium.call("alpha", "numbers.record", args)).toMatchObject({ numbers: MAX_RANGES_PER_CALL });
    expect(consortium.call("alpha", "numbers.release", { kind: "imsi", ranges: many })).toEqual({
      numbers: MAX_RANGES_PER_CALL,
    });
    expect(consortium.work.keysWritten).toBeLessThan(1000);
    const more = { kind: "imsi", ranges: scattered(ranges[0]?.start ?? "", MAX_RANGES_PER_CALL + 1) };
    expect(() => consortium.call("alpha", "numbers.release", more)).toThrow(/schema/);
  });

  it("of user keys fit a transaction and the work limit", () => {
    const consortium = privateNetworks();
    const { ranges } = recorded(consortium, "alpha", 1000);
    const { suite, spki } = new TestKey();
    const overlays = scattered(ranges[0]?.start ?? "", MAX_OVERLAYS_PER_CALL).map(({ start }) => ({
      number: start,
      index: "shard-0123456789",
      userKey: { suite, spki },
    }));
    expect(canonicalBytes({ kind: "imsi", overlays }).length).toBeLessThan(TRANSACTION_OCTETS * 0.9);
    consortium.call("alpha", "numbers.setOverlays", { kind: "imsi", overlays });
    expect(consortium.work.keysWritten).toBe(MAX_OVERLAYS_PER_CALL + 1);
  });
});
