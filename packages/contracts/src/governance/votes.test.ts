import { writeRecord } from "@symbolon/state";
import { describe, expect, it } from "vitest";
import { Consortium, type TestMember, testMember } from "../../test/consortium.ts";
import { findMember } from "../members/reading.ts";
import { defaultSettings, readAlliance } from "../members/settings.ts";
import { contractVersionKey } from "./keys.ts";
import { findContractVersion, findProposal, listProposals } from "./reading.ts";

const founders: readonly TestMember[] = ["a", "b", "c", "d", "e"].map((id) => testMember(id, "operator"));
const settings = { ...defaultSettings, quarantineDays: 7 };

function alliance(options: { members?: number; numerator?: number; denominator?: number } = {}): Consortium {
  const { members = 4, numerator = 1, denominator = 2 } = options;
  return new Consortium({
    founders: founders.slice(0, members).map(({ profile }) => profile),
    settings: { ...defaultSettings, majority: { numerator, denominator } },
  });
}

function propose(
  consortium: Consortium,
  member: string,
  kind = "settings.change",
  body: object = { settings },
): string {
  return (consortium.call(member, "governance.propose", { kind, body }) as { proposal: string }).proposal;
}

function vote(consortium: Consortium, member: string, proposal: string, choice = "for"): string {
  return (consortium.call(member, "governance.vote", { proposal, vote: choice }) as { status: string }).status;
}

describe("a vote", () => {
  it("passes with more than half, not with half", () => {
    const consortium = alliance();
    const proposal = propose(consortium, "a");
    expect(vote(consortium, "b", proposal)).toBe("open");
    expect(readAlliance(consortium.view).settings.quarantineDays).toBe(180);
    expect(vote(consortium, "c", proposal)).toBe("passed");
    expect(readAlliance(consortium.view).settings.quarantineDays).toBe(7);
    expect(findProposal(consortium.view, proposal)).toMatchObject({
      status: "passed",
      votes: { a: "for", b: "for", c: "for" },
    });
  });

  it("passes with two of three, and with one of one", () => {
    const three = alliance({ members: 3 });
    expect(vote(three, "b", propose(three, "a"))).toBe("passed");
    const one = alliance({ members: 1 });
    expect(findProposal(one.view, propose(one, "a"))?.status).toBe("passed");
  });

  it("passes by the majority that the alliance chose", () => {
    const consortium = alliance({ numerator: 2, denominator: 3 });
    const proposal = propose(consortium, "a");
    expect(vote(consortium, "b", proposal)).toBe("open");
    expect(vote(consortium, "c", proposal)).toBe("passed");
    const unanimous = alliance({ numerator: 3, denominator: 4 });
    const other = propose(unanimous, "a");
    expect(["b", "c", "d"].map((member) => vote(unanimous, member, other))).toEqual(["open", "open", "passed"]);
  });

  it("is rejected as soon as no majority is left", () => {
    const consortium = alliance();
    const proposal = propose(consortium, "a");
    expect(vote(consortium, "b", proposal, "against")).toBe("open");
    expect(vote(consortium, "c", proposal, "against")).toBe("rejected");
    expect(consortium.refusal("d", "governance.vote", { proposal, vote: "for" })).toBe("PROPOSAL_CLOSED");
  });

  it("is cast once", () => {
    const consortium = alliance();
    const proposal = propose(consortium, "a");
    expect(consortium.refusal("a", "governance.vote", { proposal, vote: "for" })).toBe("ALREADY_VOTED");
    vote(consortium, "b", proposal, "against");
    expect(consortium.refusal("b", "governance.vote", { proposal, vote: "for" })).toBe("ALREADY_VOTED");
    expect(findProposal(consortium.view, proposal)?.status).toBe("open");
  });

  it("is over at its time, and when it is decided", () => {
    const consortium = alliance();
    const proposal = propose(consortium, "a");
    consortium.passDays(14);
    consortium.view.blockTime -= 1;
    expect(vote(consortium, "b", proposal)).toBe("open");
    consortium.view.blockTime += 1;
    expect(consortium.refusal("c", "governance.vote", { proposal, vote: "for" })).toBe("PROPOSAL_CLOSED");
    expect(consortium.refusal("c", "governance.vote", { proposal: "0".repeat(64), vote: "for" })).toBe(
      "PROPOSAL_UNKNOWN",
    );
    expect(listProposals(consortium.view, 10).map(({ id }) => id)).toEqual([proposal]);
  });

  it("counts the members that are active when it is decided", () => {
    const consortium = alliance({ members: 5 });
    const proposal = propose(consortium, "a");
    vote(consortium, "b", proposal);
    consortium.decide(["c", "d", "e"], "member.suspend", { member: "a", reason: "test" });
    expect(consortium.refusal("a", "governance.vote", { proposal, vote: "for" })).toBe("MEMBER_NOT_ACTIVE");
    // Four are active: b and c are half of them, whatever a had voted.
    expect(vote(consortium, "c", proposal)).toBe("open");
    expect(vote(consortium, "d", proposal)).toBe("passed");
    const other = propose(consortium, "b");
    expect(vote(consortium, "c", other)).toBe("open");
    consortium.decide(["c", "d", "e"], "member.reinstate", { member: "a", reason: "test" });
    expect(vote(consortium, "d", other)).toBe("passed");
  });

  it("carries out nothing that cannot be any more, and stays open", () => {
    const consortium = alliance();
    const proposal = propose(consortium, "a", "member.suspend", { member: "d", reason: "test" });
    vote(consortium, "b", proposal);
    consortium.call("d", "members.leave");
    expect(consortium.refusal("c", "governance.vote", { proposal, vote: "for" })).toBe("MEMBER_NOT_ACTIVE");
    expect(findProposal(consortium.view, proposal)).toMatchObject({ status: "open", votes: { a: "for", b: "for" } });
    expect(findMember(consortium.view, "d")?.status).toBe("left");
  });

  it("takes an admin's key and a known kind", () => {
    const consortium = alliance();
    const args = { kind: "settings.change", body: { settings } };
    expect(() => consortium.call("a", "governance.propose", args, "client")).toThrow(/not for client/);
    expect(() => consortium.call("a", "governance.propose", { ...args, kind: "coup" })).toThrow(/schema/);
    expect(() => consortium.call("a", "governance.propose", { ...args, body: { settings: {} } })).toThrow(/schema/);
  });
});

describe("what is voted on", () => {
  it("cannot make votes impossible", () => {
    const consortium = alliance();
    const body = { settings: { ...settings, majority: { numerator: 2, denominator: 2 } } };
    expect(consortium.refusal("a", "governance.propose", { kind: "settings.change", body })).toBe("PROPOSAL_INVALID");
  });

  it("schedules the version of a contract, with notice", () => {
    const consortium = alliance();
    const activation = (height: number, version = 2, contract = "numbers") => ({
      kind: "ledger.activate",
      body: { contract, version, height },
    });
    const { view } = consortium;
    view.transact(view.submitter, () => writeRecord(view, contractVersionKey("numbers"), { v: 1, version: 1 }));
    const { height } = view;
    expect(consortium.refusal("a", "governance.propose", activation(height + 9))).toBe("PROPOSAL_INVALID");
    expect(consortium.refusal("a", "governance.propose", activation(height + 100, 1))).toBe("PROPOSAL_INVALID");
    expect(consortium.refusal("a", "governance.propose", activation(height + 100, 2, "none"))).toBe("PROPOSAL_INVALID");
    const { body } = activation(height + 100);
    expect(consortium.decide(["a", "b", "c"], "ledger.activate", body)).toBe("passed");
    const next = { version: 2, height: height + 100 };
    expect(findContractVersion(view, "numbers")).toEqual({ v: 1, version: 1, next });
    view.height = height + 100;
    const third = activation(height + 200, 3).body;
    expect(consortium.decide(["a", "b", "c"], "ledger.activate", third)).toBe("passed");
    expect(findContractVersion(view, "numbers")).toMatchObject({ version: 2, next: { version: 3 } });
  });
});
