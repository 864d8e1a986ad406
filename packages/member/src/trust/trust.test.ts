import { buildGenesis } from "@symbolon/contracts";
import { certificateIdOf } from "@symbolon/contracts/members";
import { sha256 } from "@symbolon/crypto";
import { describe, expect, it } from "vitest";
import { Consortium, DAY, GENESIS_TIME, LEDGER, TestKey, testMember } from "../../../contracts/test/consortium.ts";
import { stateOf } from "../consortium-state.fixture.ts";
import { GenesisTrust } from "./genesis-trust.ts";
import { LedgerTrust } from "./ledger-trust.ts";
import { SwitchingTrust } from "./switching-trust.ts";

const [alpha, beta, gamma] = [
  testMember("alpha", "operator"),
  testMember("beta", "operator"),
  testMember("gamma", "operator"),
] as const;
const founders = [alpha, beta, gamma].map(({ profile }) => profile);

function setting() {
  const consortium = new Consortium({ founders });
  return { consortium, trust: new LedgerTrust(stateOf(consortium)) };
}

/** Registers a communication certificate of a key. @returns its identifier: what TLS calls its key */
function register(consortium: Consortium, member: typeof alpha, key: TestKey, replaces?: object): string {
  const { suite, spki } = key;
  const { blockTime } = consortium.view;
  const validity = { notBefore: GENESIS_TIME, notAfter: blockTime + 100 * DAY };
  const certificate = { use: "communication", role: "node", suite, spki, ...validity } as const;
  const { id } = member.profile;
  const statement = { ledger: LEDGER, member: id, certificate, ...(replaces === undefined ? {} : { replaces }) };
  const signature = member.authority.statement("registration", statement as never);
  consortium.call(id, "members.registerCertificate", { statement, signature });
  return certificateIdOf(spki, sha256);
}

describe("trust by the ledger", () => {
  it("is in active members, under their recorded hosts and their own CA", () => {
    const { trust } = setting();
    expect(trust.members().map(({ memberId }) => memberId)).toEqual(["alpha", "beta", "gamma"]);
    expect(trust.find("alpha")).toMatchObject({ memberId: "alpha", names: ["udm.alpha.example", "192.0.2.1"] });
    expect(trust.find("alpha")?.caCertificates).toHaveLength(1);
    expect(trust.find("nobody")).toBeUndefined();
  });

  it("ends with suspension and comes back with reinstatement", () => {
    const { consortium, trust } = setting();
    const body = { member: "gamma", reason: "does not pay" };
    expect(consortium.decide(["alpha", "beta"], "member.suspend", body)).toBe("passed");
    expect(trust.find("gamma")).toBeUndefined();
    expect(trust.members().map(({ memberId }) => memberId)).toEqual(["alpha", "beta"]);
    expect(consortium.decide(["alpha", "beta"], "member.reinstate", body)).toBe("passed");
    expect(trust.find("gamma")).toBeDefined();
  });

  it("follows the endpoints that a member records", () => {
    const { consortium, trust } = setting();
    consortium.call("alpha", "members.removeEndpoints", { names: ["hss"] });
    expect(trust.find("alpha")?.names).toEqual(["udm.alpha.example"]);
  });

  it("ends for a certificate that the member has revoked", () => {
    const { consortium, trust } = setting();
    const key = register(consortium, alpha, new TestKey());
    expect(trust.find("alpha")?.hasEnded?.(key)).toBe(false);
    consortium.call("alpha", "members.revokeCertificate", { certificate: key });
    expect(trust.find("alpha")?.hasEnded?.(key)).toBe(true);
    expect(trust.find("alpha")?.hasEnded?.("ab".repeat(32))).toBe(false);
  });

  it("ends for a replaced certificate with its overlap, not before", () => {
    const { consortium, trust } = setting();
    const old = register(consortium, alpha, new TestKey());
    const overlapUntil = consortium.view.blockTime + 7 * DAY;
    const next = register(consortium, alpha, new TestKey(), { certificate: old, overlapUntil });
    expect(trust.find("alpha")?.hasEnded?.(old)).toBe(false);
    consortium.passDays(8);
    expect(trust.find("alpha")?.hasEnded?.(old)).toBe(true);
    expect(trust.find("alpha")?.hasEnded?.(next)).toBe(false);
  });

  it("cannot be ended by another member that registers the same key first", () => {
    const { consortium, trust } = setting();
    const key = register(consortium, beta, new TestKey());
    consortium.call("beta", "members.revokeCertificate", { certificate: key });
    expect(trust.find("beta")?.hasEnded?.(key)).toBe(true);
    expect(trust.find("alpha")?.hasEnded?.(key)).toBe(false);
  });
});

describe("trust before there is a ledger", () => {
  const genesis = buildGenesis({ name: "test", time: GENESIS_TIME, validators: [], founders });

  it("is in the founders that the genesis names", () => {
    const trust = new GenesisTrust(genesis);
    expect(trust.members().map(({ memberId }) => memberId)).toEqual(["alpha", "beta", "gamma"]);
    expect(trust.find("beta")).toMatchObject({ memberId: "beta", names: ["udm.beta.example", "192.0.2.1"] });
    expect(trust.find("nobody")).toBeUndefined();
  });

  it("gives way to the ledger's", () => {
    const { consortium, trust: later } = setting();
    const trust = new SwitchingTrust(new GenesisTrust(genesis));
    consortium.decide(["alpha", "beta"], "member.suspend", { member: "gamma", reason: "does not pay" });
    expect(trust.find("gamma")).toBeDefined();
    trust.switchTo(later);
    expect(trust.find("gamma")).toBeUndefined();
    expect(trust.members()).toHaveLength(2);
  });
});
