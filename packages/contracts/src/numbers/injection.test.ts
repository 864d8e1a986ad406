import { describe, expect, it } from "vitest";
import { Consortium } from "../../test/consortium.ts";
import { alpha, apply, beta, BLOCK, buyer, PRICING, privateNetworks, recorded } from "../../test/private-networks.ts";
import { findRange } from "./reading.ts";

const OWN = { start: "46000000000000", end: "46000000009999" };

function inject(ranges: readonly object[], options: object = {}): object {
  return { kind: "msisdn", ranges, pricing: { ...PRICING, id: "e164" }, ...options };
}

describe("injecting numbers", () => {
  it("is the number buyer's, and of members with a title", () => {
    const consortium = new Consortium({
      founders: [buyer, alpha, beta].map(({ profile }) => profile),
      titles: [{ member: "alpha", kind: "msisdn", ...OWN }],
    });
    expect(consortium.refusal("beta", "numbers.inject", inject([OWN]))).toBe("NOT_ENTITLED");
    expect(consortium.refusal("buyer", "numbers.inject", inject([OWN]))).toBe("NOT_ENTITLED");
    const beyond = { start: "46000000009990", end: "46000000010000" };
    expect(consortium.refusal("alpha", "numbers.inject", inject([beyond]))).toBe("NOT_ENTITLED");
    const before = { start: "45999999999999", end: "46000000000001" };
    expect(consortium.refusal("alpha", "numbers.inject", inject([before]))).toBe("NOT_ENTITLED");
    expect(consortium.call("alpha", "numbers.inject", inject([OWN]))).toEqual({ numbers: 10_000 });
    expect(findRange(consortium.view, "msisdn", OWN.start)).toMatchObject({ status: "free", owner: "alpha" });
  });

  it("takes a title from a vote, once", () => {
    const consortium = privateNetworks();
    const title = { member: "alpha", kind: "msisdn", range: OWN };
    expect(consortium.refusal("alpha", "numbers.inject", inject([OWN]))).toBe("NOT_ENTITLED");
    expect(consortium.decide(["alpha", "beta", "buyer"], "number.title", title)).toBe("passed");
    expect(consortium.refusal("alpha", "numbers.inject", inject([OWN]))).toBe("done");
    const propose = { kind: "number.title", body: { ...title, member: "beta" } };
    expect(consortium.refusal("beta", "governance.propose", propose)).toBe("RANGE_OVERLAP");
  });

  it("refuses numbers that are there already, in the call or on the ledger", () => {
    const consortium = privateNetworks();
    const args = (ranges: readonly object[]) => ({ kind: "imsi", ranges, pricing: "cbrs" });
    const overlapping = { start: "315010123499999", end: "315010123500001" };
    expect(consortium.refusal("buyer", "numbers.inject", args([overlapping]))).toBe("RANGE_OVERLAP");
    const [one, other] = [
      { start: "10000", end: "10009" },
      { start: "10009", end: "10010" },
    ];
    expect(consortium.refusal("buyer", "numbers.inject", args([other, one]))).toBe("RANGE_OVERLAP");
    expect(consortium.refusal("buyer", "numbers.inject", args([one, { start: "10010", end: "10010" }]))).toBe("done");
  });

  it.each([
    ["reversed", { start: "10001", end: "10000" }],
    ["of unequal lengths", { start: "10000", end: "100001" }],
    ["too large", { start: "100000000000000", end: "110000000000000" }],
  ])("refuses a range that is %s", (_what, range) => {
    const consortium = privateNetworks();
    const args = { kind: "imsi", ranges: [range], pricing: "cbrs" };
    expect(consortium.refusal("buyer", "numbers.inject", args)).toBe("RANGE_INVALID");
  });

  it("knows block numbers for IMSIs only", () => {
    const consortium = privateNetworks();
    const ranges = [{ plmn: "315010", block: "9999" }];
    expect(consortium.refusal("buyer", "numbers.inject", inject(ranges))).toBe("RANGE_INVALID");
  });

  it("needs a pricing contract of the submitter's own", () => {
    const consortium = privateNetworks();
    const ranges = [{ start: "10000", end: "10009" }];
    expect(consortium.refusal("buyer", "numbers.inject", { kind: "imsi", ranges, pricing: "none" })).toBe(
      "PRICING_UNKNOWN",
    );
    consortium.call("alpha", "settlement.createPricing", { ...PRICING, id: "alphas" });
    expect(consortium.refusal("buyer", "numbers.inject", { kind: "imsi", ranges, pricing: "alphas" })).toBe(
      "PRICING_UNKNOWN",
    );
    expect(consortium.refusal("buyer", "numbers.inject", { kind: "imsi", ranges, pricing: PRICING })).toBe(
      "PRICING_EXISTS",
    );
  });

  it("lets the owner, and nobody else, withdraw what is still free", () => {
    const consortium = privateNetworks();
    const { ranges } = apply(consortium, "alpha", 10);
    const rest = [{ start: "315010123400010", end: BLOCK.end }];
    expect(consortium.refusal("alpha", "numbers.withdraw", { kind: "imsi", ranges: rest })).toBe("NUMBER_NOT_OWNED");
    expect(consortium.refusal("buyer", "numbers.withdraw", { kind: "imsi", ranges })).toBe("NUMBER_STATUS_REFUSED");
    consortium.call("buyer", "numbers.withdraw", { kind: "imsi", ranges: rest });
    expect(findRange(consortium.view, "imsi", BLOCK.end)).toMatchObject({ status: "unassigned", end: "9".repeat(15) });
  });
});

describe("reclaiming numbers", () => {
  const body = {
    kind: "imsi",
    ranges: [{ start: BLOCK.start, end: "315010123400019" }],
    holder: "alpha",
    reason: "unpaid",
  };

  it("takes a vote, and sends recorded numbers of that holder into quarantine", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    apply(consortium, "beta", 5);
    apply(consortium, "alpha", 5);
    const statusOf = (end: string) => findRange(consortium.view, "imsi", `3150101234000${end}`)?.status;
    expect(consortium.decide(["buyer", "beta"], "number.reclaim", body)).toBe("open");
    expect(statusOf("09")).toBe("recorded");
    expect(consortium.decide(["buyer", "beta", "registry"], "number.reclaim", body)).toBe("passed");
    expect(["09", "12", "17"].map(statusOf)).toEqual(["quarantined", "reserved", "free"]);
    const again = { kind: "number.reclaim", body };
    expect(consortium.refusal("buyer", "governance.propose", again)).toBe("NUMBER_STATUS_REFUSED");
  });

  it("names no holder to take numbers from whoever has them", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    recorded(consortium, "beta", 10);
    const { holder: _, ...fromAll } = body;
    expect(consortium.decide(["buyer", "beta", "registry"], "number.reclaim", fromAll)).toBe("passed");
    const range = findRange(consortium.view, "imsi", BLOCK.start);
    expect(range).toMatchObject({ status: "quarantined", holder: "alpha", end: "315010123400009" });
    expect(findRange(consortium.view, "imsi", "315010123400019")?.status).toBe("quarantined");
  });

  it("is not dodged by a holder that releases some of them during the vote", () => {
    const consortium = privateNetworks();
    const { ranges } = recorded(consortium, "alpha", 10);
    const proposed = consortium.call("buyer", "governance.propose", { kind: "number.reclaim", body }) as {
      proposal: string;
    };
    const vote = { proposal: proposed.proposal, vote: "for" };
    consortium.call("beta", "governance.vote", vote);
    consortium.call("alpha", "numbers.release", { kind: "imsi", ranges: [{ start: BLOCK.start, end: BLOCK.start }] });
    expect(consortium.call("registry", "governance.vote", vote)).toMatchObject({ status: "passed" });
    expect(findRange(consortium.view, "imsi", ranges[0]?.end ?? "")?.status).toBe("quarantined");
  });
});
