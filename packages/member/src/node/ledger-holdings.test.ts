import { describe, expect, it } from "vitest";
import { opened, privateNetworks, recorded } from "../../../contracts/test/private-networks.ts";
import { stateOf } from "../consortium-state.fixture.ts";
import { LedgerHoldings } from "./ledger-holdings.ts";

function setting() {
  const consortium = privateNetworks();
  const { ranges } = recorded(consortium, "alpha", 10);
  const number = `imsi-${ranges[0]?.start ?? ""}`;
  const of = (memberId: string) => new LedgerHoldings({ memberId }, { state: stateOf(consortium) });
  return { consortium, number, of };
}

describe("what a member holds", () => {
  it("is what the ledger records for it, and for nobody else", () => {
    const { number, of } = setting();
    expect(of("alpha").holds(number)).toBe("held");
    expect(of("beta").holds(number)).toBe("elsewhere");
  });

  it("is not what it has reserved or opened only: nothing is paid for that yet", () => {
    const { consortium, of } = setting();
    const { ranges } = opened(consortium, "beta", 5);
    expect(of("beta").holds(`imsi-${ranges[0]?.start ?? ""}`)).toBe("elsewhere");
  });

  it("is suspended with the member, held again with its reinstatement", () => {
    const { consortium, number, of } = setting();
    const holdings = of("alpha");
    const decide = (kind: string) =>
      consortium.decide(["buyer", "beta", "registry"], kind, { member: "alpha", reason: "does not pay" });
    expect(decide("member.suspend")).toBe("passed");
    expect(holdings.holds(number)).toBe("suspended");
    expect(decide("member.reinstate")).toBe("passed");
    expect(holdings.holds(number)).toBe("held");
  });

  it("ends with the release", () => {
    const { consortium, number, of } = setting();
    const digits = number.slice("imsi-".length);
    consortium.call("alpha", "numbers.release", { kind: "imsi", ranges: [{ start: digits, end: digits }] });
    expect(of("alpha").holds(number)).toBe("elsewhere");
  });

  it.each(["msisdn-12025550100", "imei-356938035643809", "nai-user@alpha.example", "imsi-99999"])(
    "is nothing for %s",
    (identifier) => {
      expect(setting().of("alpha").holds(identifier)).toBe("elsewhere");
    },
  );

  it("refuses what is no identifier", () => {
    expect(() => setting().of("alpha").holds("imsi-x")).toThrow(
      expect.objectContaining({ code: "INVALID_IDENTIFIER" }),
    );
  });
});
