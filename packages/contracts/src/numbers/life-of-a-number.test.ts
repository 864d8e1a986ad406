import { describe, expect, it } from "vitest";
import { DAY, GENESIS_TIME } from "../../test/consortium.ts";
import { apply, BLOCK, opened, privateNetworks, recorded, recording, ROUTING } from "../../test/private-networks.ts";
import { effectiveStatus, findNumber, findRange } from "./reading.ts";

const FIRST = BLOCK.start;

describe("the life of a number", () => {
  it("goes from the pool to a routed number in four transactions", () => {
    const consortium = privateNetworks();
    const applied = opened(consortium, "alpha", 1000);
    expect(applied).toMatchObject({ granted: 1000, ranges: [{ start: FIRST, end: "315010123400999" }] });
    const result = consortium.call("alpha", "numbers.record", recording(applied.ranges));
    // A period of 30 days begins at genesis: 300 for it and 50 to set up, each a thousand times.
    expect(result).toEqual({ numbers: 1000, fees: { cbrs: "350000" } });
    expect(findNumber(consortium.view, "imsi", "315010123400500")).toEqual({
      range: {
        v: 1,
        kind: "imsi",
        start: FIRST,
        end: "315010123400999",
        status: "recorded",
        owner: "buyer",
        pricing: "cbrs",
        holder: "alpha",
        paidUntil: GENESIS_TIME + 30 * DAY,
        routing: ROUTING,
      },
    });
  });

  it("tells of numbers that nobody injected that they are unassigned, and of no others", () => {
    const { view } = privateNetworks();
    expect(findRange(view, "imsi", "315010123500000")?.status).toBe("unassigned");
    expect(findRange(view, "msisdn", "12345")?.status).toBe("unassigned");
    expect(findRange(view, "imsi", "1234")).toBeUndefined();
    expect(findRange(view, "imsi", "1234567890123456")).toBeUndefined();
  });

  it("gives two members that apply at once different numbers", () => {
    const consortium = privateNetworks();
    const wanted = { start: FIRST, contiguous: true };
    const one = apply(consortium, "alpha", 10, wanted);
    const other = apply(consortium, "beta", 10, wanted);
    expect(one.ranges).toEqual([{ start: FIRST, end: "315010123400009" }]);
    expect(other.ranges).toEqual([{ start: "315010123400010", end: "315010123400019" }]);
    expect(consortium.refusal("beta", "numbers.open", { application: one.application })).toBe("NUMBER_NOT_HELD");
    const takeOver = { application: other.application, ranges: one.ranges };
    expect(consortium.refusal("beta", "numbers.open", takeOver)).toBe("NUMBER_NOT_HELD");
  });

  it("gives fewer than asked, and refuses to give none", () => {
    const consortium = privateNetworks();
    expect(apply(consortium, "alpha", 200_000).granted).toBe(100_000);
    expect(consortium.refusal("beta", "numbers.apply", { kind: "imsi", length: 15, count: 1 })).toBe(
      "NUMBERS_EXHAUSTED",
    );
    expect(consortium.refusal("beta", "numbers.apply", { kind: "msisdn", length: 11, count: 1 })).toBe(
      "NUMBERS_EXHAUSTED",
    );
  });

  it("looks for prefixes, patterns, a start and runs without gaps", () => {
    const consortium = privateNetworks();
    expect(apply(consortium, "alpha", 5, { prefix: "31501012347" }).ranges[0]?.start).toBe("315010123470000");
    const pattern = apply(consortium, "alpha", 3, { pattern: "3150101234???77" });
    expect(pattern.ranges.map(({ start }) => start)).toEqual(["315010123400077", "315010123400177", "315010123400277"]);
    // The holes at 77, 177 and 277 leave no 200 in a row before 278.
    const contiguous = apply(consortium, "beta", 200, { contiguous: true });
    expect(contiguous.ranges).toEqual([{ start: "315010123400278", end: "315010123400477" }]);
    expect(apply(consortium, "beta", 1, { start: "315010123499000" }).ranges[0]?.start).toBe("315010123499000");
    const contradiction = { kind: "imsi", length: 15, count: 1, prefix: "310", pattern: "311????????????" };
    expect(consortium.refusal("beta", "numbers.apply", contradiction)).toBe("RANGE_INVALID");
    expect(consortium.refusal("beta", "numbers.apply", { kind: "imsi", length: 15, count: 1, start: "31501" })).toBe(
      "RANGE_INVALID",
    );
  });

  it("gives only numbers of the pricing that was asked for", () => {
    const consortium = privateNetworks();
    expect(apply(consortium, "alpha", 1, { pricing: "cbrs" }).granted).toBe(1);
    const other = { kind: "imsi", length: 15, count: 1, pricing: "other" };
    expect(consortium.refusal("alpha", "numbers.apply", other)).toBe("NUMBERS_EXHAUSTED");
  });

  it("refuses to record what is not opened, or opened for another", () => {
    const consortium = privateNetworks();
    const { ranges, application } = apply(consortium, "alpha", 10);
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges))).toBe("NUMBER_STATUS_REFUSED");
    consortium.call("alpha", "numbers.open", { application });
    expect(consortium.refusal("beta", "numbers.record", recording(ranges))).toBe("NUMBER_NOT_HELD");
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges))).toBe("done");
    // A reservation is spent once.
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges))).toBe("NUMBER_STATUS_REFUSED");
    expect(consortium.refusal("alpha", "numbers.open", { application })).toBe("NUMBER_STATUS_REFUSED");
  });

  it("refuses routing to endpoints that the member does not have, of that type", () => {
    const consortium = privateNetworks();
    const { ranges } = opened(consortium, "alpha", 1);
    for (const dataManagement of [[{ type: "UDM", endpoint: "none" }], [{ type: "UDM", endpoint: "hss" }]]) {
      const routed = ranges.map((range) => ({ ...range, routing: { ...ROUTING, dataManagement } }));
      expect(consortium.refusal("alpha", "numbers.record", recording([], { ranges: routed }))).toBe("ENDPOINT_UNKNOWN");
    }
  });

  it("frees an abandoned reservation at its time, on reading at once, in the pool with the next application", () => {
    const consortium = privateNetworks();
    const { ranges, application } = apply(consortium, "alpha", 100_000);
    consortium.passDays(30);
    const range = findRange(consortium.view, "imsi", FIRST);
    expect(range?.status).toBe("reserved");
    expect(range && effectiveStatus(range, consortium.view.blockTime)).toBe("free");
    expect(range && effectiveStatus(range, consortium.view.blockTime - 1)).toBe("reserved");
    expect(consortium.refusal("alpha", "numbers.open", { application })).toBe("RESERVATION_EXPIRED");
    expect(apply(consortium, "beta", 100_000).ranges).toEqual(ranges);
  });

  it("refuses to record after the term, which opening renews", () => {
    const consortium = privateNetworks();
    const { application, ranges } = apply(consortium, "alpha", 10);
    consortium.passDays(20);
    consortium.call("alpha", "numbers.open", { application });
    consortium.passDays(20);
    consortium.call("beta", "numbers.clean");
    expect(findRange(consortium.view, "imsi", FIRST)?.status).toBe("opened");
    consortium.passDays(10);
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges))).toBe("RESERVATION_EXPIRED");
    consortium.call("beta", "numbers.clean");
    expect(findRange(consortium.view, "imsi", FIRST)?.status).toBe("free");
  });

  it("cleans up within a bound, and finishes later", () => {
    const consortium = privateNetworks();
    const { application } = apply(consortium, "alpha", 100_000);
    for (let i = 0; i < 120; i += 1) {
      const number = `3150101234${String(i * 2).padStart(5, "0")}`;
      consortium.call("alpha", "numbers.open", { application, ranges: [{ start: number, end: number }] });
      consortium.call("alpha", "numbers.record", recording([{ start: number, end: number }]));
    }
    consortium.passDays(31);
    consortium.call("beta", "numbers.clean");
    expect(findRange(consortium.view, "imsi", BLOCK.end)?.status).toBe("reserved");
    for (let i = 0; i < 5; i += 1) consortium.call("beta", "numbers.clean");
    expect(findRange(consortium.view, "imsi", BLOCK.end)?.status).toBe("free");
    expect(findRange(consortium.view, "imsi", FIRST)?.status).toBe("recorded");
    expect(consortium.call("beta", "numbers.clean")).toEqual({ pieces: 0 });
  });

  it("cancels what is left of an application, for its applicant only", () => {
    const consortium = privateNetworks();
    const { application, ranges } = opened(consortium, "alpha", 10);
    consortium.call("alpha", "numbers.record", recording([{ start: FIRST, end: FIRST }]));
    expect(consortium.refusal("beta", "numbers.cancel", { application })).toBe("NUMBER_NOT_HELD");
    consortium.call("alpha", "numbers.cancel", { application });
    expect(findRange(consortium.view, "imsi", FIRST)?.status).toBe("recorded");
    expect(findRange(consortium.view, "imsi", ranges[0]?.end ?? "")).toMatchObject({ status: "free", end: BLOCK.end });
    expect(consortium.refusal("alpha", "numbers.cancel", { application: "0".repeat(64) })).toBe("APPLICATION_UNKNOWN");
  });

  it("keeps applications of one member apart", () => {
    const consortium = privateNetworks();
    const [one, other] = [apply(consortium, "alpha", 10), apply(consortium, "alpha", 10)];
    const mixed = { application: one.application, ranges: other.ranges };
    expect(consortium.refusal("alpha", "numbers.open", mixed)).toBe("NUMBER_NOT_HELD");
    consortium.passDays(30);
    const again = apply(consortium, "alpha", 20);
    consortium.call("alpha", "numbers.cancel", { application: one.application });
    expect(findRange(consortium.view, "imsi", FIRST)).toMatchObject({
      status: "reserved",
      application: again.application,
    });
    expect(consortium.refusal("beta", "numbers.cancel", { application: one.application })).toBe("NUMBER_NOT_HELD");
  });

  it("releases into quarantine, and from there to the pool", () => {
    const consortium = privateNetworks("100000000");
    const { ranges } = recorded(consortium, "alpha", 100_000);
    expect(consortium.refusal("beta", "numbers.release", { kind: "imsi", ranges })).toBe("NUMBER_NOT_HELD");
    expect(consortium.call("alpha", "numbers.release", { kind: "imsi", ranges })).toEqual({ numbers: 100_000 });
    expect(findRange(consortium.view, "imsi", FIRST)).toMatchObject({ status: "quarantined", holder: "alpha" });
    expect(consortium.refusal("beta", "numbers.apply", { kind: "imsi", length: 15, count: 1 })).toBe(
      "NUMBERS_EXHAUSTED",
    );
    consortium.passDays(181);
    expect(apply(consortium, "beta", 1).granted).toBe(1);
  });

  it("changes routing of own numbers only", () => {
    const consortium = privateNetworks();
    const { ranges } = recorded(consortium, "alpha", 10);
    const routing = { ...ROUTING, credentialPolicy: "required" };
    const args = { kind: "imsi", ranges: [{ start: FIRST, end: FIRST, routing }] };
    expect(consortium.refusal("beta", "numbers.route", args)).toBe("NUMBER_NOT_HELD");
    consortium.call("alpha", "numbers.route", args);
    expect(findRange(consortium.view, "imsi", FIRST)?.routing?.credentialPolicy).toBe("required");
    expect(findRange(consortium.view, "imsi", ranges[0]?.end ?? "")?.routing?.credentialPolicy).toBe("optional");
  });

  it("records one number with three writes beside the accounts, and few reads", () => {
    const consortium = privateNetworks();
    const { start } = opened(consortium, "alpha", 1000).ranges[0] as { start: string };
    const at = (n: number) => String(Number(start) + n);
    consortium.call("alpha", "numbers.record", recording([{ start: at(0), end: at(0) }]));
    consortium.call("alpha", "numbers.record", recording([{ start: at(1), end: at(1) }]));
    // Three for the ranges; two accounts and the entry that moves the fee.
    expect(consortium.work.keysWritten).toBe(6);
    // Member, two of ranges, pricing, two accounts.
    expect(consortium.work.keysRead).toBe(6);
  });
});
