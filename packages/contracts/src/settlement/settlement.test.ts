import { describe, expect, it } from "vitest";
import { type Consortium, DAY, GENESIS_TIME } from "../../test/consortium.ts";
import { BLOCK, opened, PRICING, privateNetworks, recorded, recording } from "../../test/private-networks.ts";
import { findRange } from "../numbers/reading.ts";
import { findAccount, findPayment, findPricing, listAccounts, listEntries } from "./reading.ts";

const PERIOD = 30;

function balance(consortium: Consortium, member: string, counterparty: string): string {
  return findAccount(consortium.view, member, counterparty, "USD")?.balance ?? "0";
}

describe("occupation", () => {
  it("is charged pro rata by days to the end of the period, with the fee for setting up", () => {
    const consortium = privateNetworks();
    consortium.passDays(20);
    consortium.view.blockTime += 5 * 3_600_000;
    recorded(consortium, "alpha", 10);
    // 10 numbers x (50 + 300 x 10/30 days).
    expect(balance(consortium, "alpha", "buyer")).toBe("-1500");
    expect(balance(consortium, "buyer", "alpha")).toBe("1500");
    const account = findAccount(consortium.view, "alpha", "buyer", "USD");
    const [entry] = account === undefined ? [] : listEntries(consortium.view, account, 10);
    const about = { pricing: "cbrs", revision: 1, kind: "imsi", numbers: 10 };
    const [from, to] = [GENESIS_TIME + 20 * DAY, GENESIS_TIME + PERIOD * DAY];
    expect(entry).toMatchObject({
      debtor: "alpha",
      creditor: "buyer",
      amount: "1500",
      lines: [
        { what: "setUp", amount: "500", ...about },
        { what: "occupation", amount: "1000", ...about, from, to },
      ],
    });
  });

  it("keeps ranges whole that were recorded on different days of a period", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    consortium.passDays(7);
    recorded(consortium, "alpha", 10);
    expect(findRange(consortium.view, "imsi", BLOCK.start)).toMatchObject({ end: "315010123400019" });
  });

  it("is billed by the owner for whole periods, once, whatever the credit", () => {
    const consortium = privateNetworks("3500");
    const { ranges } = recorded(consortium, "alpha", 10);
    expect(balance(consortium, "alpha", "buyer")).toBe("-3500");
    const bill = { kind: "imsi", ranges: [BLOCK] };
    expect(consortium.call("buyer", "numbers.bill", bill)).toEqual({ numbers: 0 });
    consortium.passDays(2 * PERIOD);
    expect(consortium.refusal("beta", "numbers.bill", { kind: "imsi", ranges })).toBe("NUMBER_NOT_OWNED");
    expect(consortium.refusal("alpha", "numbers.bill", { kind: "imsi", ranges })).toBe("NUMBER_NOT_OWNED");
    expect(consortium.call("buyer", "numbers.bill", bill)).toEqual({ numbers: 10 });
    expect(consortium.call("buyer", "numbers.bill", bill)).toEqual({ numbers: 0 });
    expect(balance(consortium, "alpha", "buyer")).toBe(String(-3500 - 2 * 3000));
    expect(findRange(consortium.view, "imsi", BLOCK.start)?.paidUntil).toBe(GENESIS_TIME + 3 * PERIOD * DAY);
  });

  it("is charged for every period by the prices of its time", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    const effectiveFrom = GENESIS_TIME + 2 * PERIOD * DAY;
    consortium.call("buyer", "settlement.revisePricing", {
      id: "cbrs",
      occupationFee: "600",
      setUpFee: "0",
      effectiveFrom,
    });
    consortium.passDays(2 * PERIOD + 1);
    consortium.call("buyer", "numbers.bill", { kind: "imsi", ranges: [BLOCK] });
    expect(balance(consortium, "alpha", "buyer")).toBe(String(-3500 - 3000 - 6000));
  });

  it("is charged up to its end when numbers are released late", () => {
    const consortium = privateNetworks();
    const { ranges } = recorded(consortium, "alpha", 10);
    consortium.passDays(PERIOD);
    consortium.call("alpha", "numbers.release", { kind: "imsi", ranges });
    expect(balance(consortium, "alpha", "buyer")).toBe(String(-3500 - 3000));
  });

  it("costs the owner of the numbers nothing", () => {
    const consortium = privateNetworks();
    const title = { member: "alpha", kind: "imsi", range: { start: "310000", end: "310009" } };
    consortium.decide(["alpha", "beta", "buyer"], "number.title", title);
    const pricing = { ...PRICING, id: "own" };
    consortium.call("alpha", "numbers.inject", { kind: "imsi", ranges: [title.range], pricing });
    const { ranges } = opened(consortium, "alpha", 10, { length: 6 });
    const prices = [{ pricing: "own", revision: 1 }];
    consortium.call("alpha", "numbers.record", recording(ranges, { prices }));
    expect(listAccounts(consortium.view, 10, "alpha")).toHaveLength(1);
  });
});

describe("the price agreed to", () => {
  it("is refused when it has changed between application and record", () => {
    const consortium = privateNetworks();
    consortium.passDays(20);
    const { ranges } = opened(consortium, "alpha", 10);
    const effectiveFrom = GENESIS_TIME + PERIOD * DAY;
    consortium.call("buyer", "settlement.revisePricing", {
      id: "cbrs",
      occupationFee: "900",
      setUpFee: "0",
      effectiveFrom,
    });
    consortium.passDays(10);
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges))).toBe("FEE_CHANGED");
    const prices = [{ pricing: "cbrs", revision: 2 }];
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges, { prices }))).toBe("done");
    expect(balance(consortium, "alpha", "buyer")).toBe("-9000");
  });

  it("must be named for every pricing contract", () => {
    const consortium = privateNetworks();
    const { ranges } = opened(consortium, "alpha", 10);
    const prices = [{ pricing: "other", revision: 1 }];
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges, { prices }))).toBe("FEE_CHANGED");
  });

  it("may be bounded by a maximum", () => {
    const consortium = privateNetworks();
    const { ranges } = opened(consortium, "alpha", 10);
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges, { maximumFee: "3499" }))).toBe(
      "FEE_CHANGED",
    );
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges, { maximumFee: "3500" }))).toBe("done");
  });
});

describe("revising prices", () => {
  const revise = (consortium: Consortium, member: string, effectiveFrom: number) =>
    consortium.refusal(member, "settlement.revisePricing", {
      id: "cbrs",
      occupationFee: "1",
      setUpFee: "1",
      effectiveFrom,
    });

  it("needs the owner, the notice, the start of a period, and the order of time", () => {
    const consortium = privateNetworks();
    const nextPeriod = GENESIS_TIME + PERIOD * DAY;
    expect(revise(consortium, "alpha", nextPeriod)).toBe("PRICING_UNKNOWN");
    expect(revise(consortium, "buyer", nextPeriod + DAY)).toBe("REVISION_REFUSED");
    consortium.passDays(21);
    expect(revise(consortium, "buyer", nextPeriod)).toBe("REVISION_REFUSED");
    consortium.passDays(-1);
    expect(revise(consortium, "buyer", nextPeriod)).toBe("done");
    expect(revise(consortium, "buyer", nextPeriod)).toBe("REVISION_REFUSED");
    expect(findPricing(consortium.view, "cbrs")?.revisions.map(({ revision }) => revision)).toEqual([1, 2]);
  });
});

describe("credit", () => {
  it("is what the counterparty gives, to the last unit", () => {
    const consortium = privateNetworks("3499");
    const { ranges } = opened(consortium, "alpha", 10);
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges))).toBe("CREDIT_LIMIT_EXCEEDED");
    expect(findRange(consortium.view, "imsi", BLOCK.start)?.status).toBe("opened");
    // A member's own word does not help it.
    consortium.call("alpha", "settlement.setCreditLimit", { member: "buyer", currency: "USD", limit: "9999" });
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges))).toBe("CREDIT_LIMIT_EXCEEDED");
    consortium.call("buyer", "settlement.setCreditLimit", { member: "alpha", currency: "USD", limit: "3500" });
    expect(consortium.refusal("alpha", "numbers.record", recording(ranges))).toBe("done");
  });

  it("is given to others only", () => {
    const consortium = privateNetworks();
    const limit = { member: "buyer", currency: "USD", limit: "1" };
    expect(consortium.refusal("buyer", "settlement.setCreditLimit", limit)).toBe("SELF_DEALING");
    expect(consortium.refusal("buyer", "settlement.setCreditLimit", { ...limit, member: "nobody" })).toBe(
      "MEMBER_UNKNOWN",
    );
  });
});

describe("a payment", () => {
  const announce = (consortium: Consortium, amount: string): string => {
    const args = { payee: "buyer", currency: "USD", amount, reference: "SEPA 2026-08" };
    return (consortium.call("alpha", "settlement.announcePayment", args) as { payment: string }).payment;
  };

  it("counts once both sides confirm it", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    const payment = announce(consortium, "4000");
    expect(balance(consortium, "alpha", "buyer")).toBe("-3500");
    expect(consortium.refusal("alpha", "settlement.confirmPayment", { payment })).toBe("PAYMENT_REFUSED");
    expect(consortium.refusal("beta", "settlement.confirmPayment", { payment })).toBe("PAYMENT_REFUSED");
    consortium.call("buyer", "settlement.confirmPayment", { payment });
    expect(balance(consortium, "alpha", "buyer")).toBe("500");
    expect(balance(consortium, "buyer", "alpha")).toBe("-500");
    expect(consortium.refusal("buyer", "settlement.confirmPayment", { payment })).toBe("PAYMENT_REFUSED");
    expect(balance(consortium, "alpha", "buyer")).toBe("500");
  });

  it("can be refused by the payee or withdrawn by the payer, and then not confirmed", () => {
    const consortium = privateNetworks();
    const [one, other] = [announce(consortium, "1"), announce(consortium, "2")];
    expect(consortium.refusal("buyer", "settlement.withdrawPayment", { payment: one })).toBe("PAYMENT_REFUSED");
    consortium.call("alpha", "settlement.withdrawPayment", { payment: one });
    expect(consortium.refusal("alpha", "settlement.refusePayment", { payment: other })).toBe("PAYMENT_REFUSED");
    consortium.call("buyer", "settlement.refusePayment", { payment: other });
    for (const payment of [one, other]) {
      expect(consortium.refusal("buyer", "settlement.confirmPayment", { payment })).toBe("PAYMENT_REFUSED");
    }
    expect(findPayment(consortium.view, other)?.status).toBe("refused");
    expect(balance(consortium, "alpha", "buyer")).toBe("0");
    expect(consortium.refusal("buyer", "settlement.confirmPayment", { payment: "0".repeat(64) })).toBe(
      "PAYMENT_UNKNOWN",
    );
  });

  it("may not be of nothing, of less than nothing, or in part of a unit", () => {
    const consortium = privateNetworks();
    for (const amount of ["0", "-5", "1.5", "01", "1e3"]) expect(() => announce(consortium, amount)).toThrow(/schema/);
  });
});
