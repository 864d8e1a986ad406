import { sha256 } from "@symbolon/crypto";
import { describe, expect, it } from "vitest";
import type { Consortium } from "../../test/consortium.ts";
import { privateNetworks } from "../../test/private-networks.ts";
import { NO_BATCH_DIGEST, planDigests } from "./plan-digest.ts";
import { findPlan } from "./reading.ts";
import type { PlanLine } from "./schemas.ts";

const telco = (outside: string) => ({ outside, country: "46" });
const batches: readonly (readonly PlanLine[])[] = [
  [
    { start: "46700000000", end: "46709999999", holder: telco("Telia") },
    { start: "46720000000", end: "46729999999", holder: telco("Tele2") },
  ],
  [{ start: "46730000000", end: "46739999999", holder: telco("Telenor") }],
];

function proposalOf(data: typeof batches, name = "pts-2026"): object {
  const digest = planDigests(data, sha256)[0] ?? NO_BATCH_DIGEST;
  return { name, kind: "msisdn", fileHash: "a".repeat(64), batches: data.length, digest };
}

function importing(batch: number, lines = batches[batch], name = "pts-2026"): object {
  return { name, batch, lines, nextDigest: planDigests(batches, sha256)[batch + 1] ?? NO_BATCH_DIGEST };
}

function approved(data = batches): Consortium {
  const consortium = privateNetworks();
  expect(consortium.decide(["registry", "alpha", "beta"], "plan.import", proposalOf(data))).toBe("passed");
  return consortium;
}

describe("plan data", () => {
  it("answer below what members injected, with gaps", () => {
    const consortium = approved();
    consortium.call("registry", "numbers.importPlan", importing(0));
    const outside = (digits: string) => findPlan(consortium.view, "msisdn", digits)?.holder.outside;
    expect(outside("46705555555")).toBe("Telia");
    expect(outside("46710000000")).toBeUndefined();
    expect(outside("46720000000")).toBe("Tele2");
    expect(outside("46730000000")).toBeUndefined();
    expect(outside("467300000")).toBeUndefined();
    consortium.call("registry", "numbers.importPlan", importing(1));
    expect(outside("46739999999")).toBe("Telenor");
  });

  it("are imported as they were approved, in order, by a registry; again changes nothing", () => {
    const consortium = approved();
    const refusal = (args: object, member = "registry") => consortium.refusal(member, "numbers.importPlan", args);
    expect(refusal(importing(0), "alpha")).toBe("MEMBER_ROLE_REQUIRED");
    expect(refusal(importing(0, batches[0], "other"))).toBe("PLAN_NOT_APPROVED");
    expect(refusal(importing(1))).toBe("PLAN_BATCH_REFUSED");
    const forged = [
      { start: "46700000000", end: "46709999999", holder: telco("Mallory") },
      ...(batches[0] ?? []).slice(1),
    ];
    expect(refusal(importing(0, forged))).toBe("PLAN_BATCH_REFUSED");
    expect(refusal({ ...importing(0), nextDigest: NO_BATCH_DIGEST })).toBe("PLAN_BATCH_REFUSED");
    expect(refusal(importing(0))).toBe("done");
    const before = consortium.view.dump();
    expect(consortium.call("registry", "numbers.importPlan", importing(0))).toEqual({ imported: 1, batches: 2 });
    expect(consortium.view.dump()).toEqual(before);
    expect(consortium.call("registry", "numbers.importPlan", importing(1))).toEqual({ imported: 2, batches: 2 });
    expect(refusal(importing(2, batches[1]))).toBe("PLAN_BATCH_REFUSED");
  });

  it("take a vote, and a name of their own", () => {
    const consortium = approved();
    const again = { kind: "plan.import", body: proposalOf(batches) };
    expect(consortium.refusal("registry", "governance.propose", again)).toBe("PROPOSAL_INVALID");
  });

  it.each([
    ["twice in one batch", [{ start: "46709999999", end: "46710000001" }]],
    ["within", [{ start: "46701000000", end: "46701999999" }]],
    ["around", [{ start: "46600000000", end: "46800000000" }]],
  ])("attribute no number to two holders: %s", (_what, ranges) => {
    const consortium = approved();
    consortium.call("registry", "numbers.importPlan", importing(0));
    const lines = ranges.map((range) => ({ ...range, holder: telco("Mallory") }));
    const body = proposalOf([lines], "second");
    consortium.decide(["registry", "alpha", "beta"], "plan.import", body);
    const args = { name: "second", batch: 0, lines, nextDigest: NO_BATCH_DIGEST };
    expect(consortium.refusal("registry", "numbers.importPlan", args)).toBe("PLAN_OVERLAP");
  });

  it("may repeat what is there, and must not overlap within a batch", () => {
    const consortium = approved();
    consortium.call("registry", "numbers.importPlan", importing(0));
    const same = batches[0] as PlanLine[];
    consortium.decide(["registry", "alpha", "beta"], "plan.import", proposalOf([same], "second"));
    const args = { name: "second", batch: 0, lines: same, nextDigest: NO_BATCH_DIGEST };
    expect(consortium.refusal("registry", "numbers.importPlan", args)).toBe("done");
    expect(findPlan(consortium.view, "msisdn", "46700000000")?.dataset).toBe("pts-2026");
    const overlapping = [...same, { start: "46705000000", end: "46705000000", holder: telco("Telia") }];
    consortium.decide(["registry", "alpha", "beta"], "plan.import", proposalOf([overlapping], "third"));
    const third = { name: "third", batch: 0, lines: overlapping, nextDigest: NO_BATCH_DIGEST };
    expect(consortium.refusal("registry", "numbers.importPlan", third)).toBe("RANGE_OVERLAP");
  });
});
