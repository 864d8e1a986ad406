import { toBase64Url } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto";
import { describe, expect, it } from "vitest";
import { Consortium, DAY, GENESIS_TIME, LEDGER, TestKey, testMember } from "../../test/consortium.ts";
import { alpha, beta, buyer, opened, privateNetworks, recorded, recording } from "../../test/private-networks.ts";
import { findAuthorities, findCertificate, findMember, listCertificates, listMembers } from "./reading.ts";
import type { Application, AuthorityRotation, Registration } from "./schemas.ts";
import { certificateIdOf } from "./statements.ts";
import { submitterRegistry } from "./submitters.ts";

const gamma = testMember("gamma", "operator");

function application(overrides: Partial<Application> = {}): Application {
  return { ledger: LEDGER, profile: gamma.profile, expiresAt: GENESIS_TIME + DAY, ...overrides };
}

function admission(body: Application, signer = gamma.authority): object {
  return { kind: "member.admit", body: { application: body, signature: signer.statement("application", body) } };
}

function registration(key: TestKey, overrides: Partial<Registration> = {}): Registration {
  const [notBefore, notAfter] = [GENESIS_TIME, GENESIS_TIME + 100 * DAY];
  const certificate = { use: "key", role: "client", suite: key.suite, spki: key.spki, notBefore, notAfter } as const;
  return { ledger: LEDGER, member: "alpha", certificate, ...overrides };
}

function register(body: Registration, signer = alpha.authority): object {
  return { statement: body, signature: signer.statement("registration", body) };
}

const idOf = ({ spki }: { readonly spki: string }) => certificateIdOf(spki, sha256);
const adminOf = (member: typeof alpha) => idOf(member.profile.certificates[0] as { spki: string });

function standing(consortium: Consortium, certificate: string): string {
  const found = submitterRegistry.find(consortium.view, certificate, consortium.view.blockTime);
  return "code" in found ? found.code : `${found.memberId} ${found.role}`;
}

describe("the founders", () => {
  it("are members from the first block on, with keys that may sign", () => {
    const consortium = privateNetworks();
    expect(listMembers(consortium.view, 10).map(({ id }) => id)).toEqual(["alpha", "beta", "buyer", "registry"]);
    expect(listMembers(consortium.view, 10, "beta").map(({ id }) => id)).toEqual(["beta", "buyer", "registry"]);
    expect(standing(consortium, adminOf(alpha))).toBe("alpha admin");
    const { suite, spki } = alpha.profile.certificates[0] as { suite: string; spki: string };
    const found = submitterRegistry.find(consortium.view, adminOf(alpha), GENESIS_TIME);
    expect("spki" in found && [found.suite, toBase64Url(found.spki)]).toEqual([suite, spki]);
  });

  it("cannot be two of one identifier or one key, or set rules that nobody can meet", () => {
    const founders = [alpha.profile, alpha.profile];
    expect(() => new Consortium({ founders })).toThrow(expect.objectContaining({ code: "MEMBER_EXISTS" }));
    const copy = { ...alpha.profile, id: "copy" };
    expect(() => new Consortium({ founders: [alpha.profile, copy] })).toThrow(
      expect.objectContaining({ code: "CERTIFICATE_EXISTS" }),
    );
    const settings = { majority: { numerator: 1, denominator: 1 }, voteDays: 1, reservationDays: 1, quarantineDays: 1 };
    expect(() => new Consortium({ founders: [alpha.profile], settings })).toThrow(
      expect.objectContaining({ code: "PROPOSAL_INVALID" }),
    );
  });
});

describe("joining", () => {
  it("takes a signed application and a majority", () => {
    const consortium = privateNetworks();
    const { body } = admission(application()) as { body: object };
    expect(consortium.decide(["alpha", "beta"], "member.admit", body)).toBe("open");
    expect(findMember(consortium.view, "gamma")).toBeUndefined();
    expect(consortium.decide(["alpha", "beta", "buyer"], "member.admit", body)).toBe("passed");
    expect(findMember(consortium.view, "gamma")).toMatchObject({ status: "active", roles: ["operator"] });
    expect(standing(consortium, adminOf(gamma))).toBe("gamma admin");
    expect(consortium.refusal("alpha", "governance.propose", admission(application()))).toBe("MEMBER_EXISTS");
  });

  it("refuses applications that are forged, changed, late, or for another ledger", () => {
    const consortium = privateNetworks();
    const refusal = (args: object) => consortium.refusal("alpha", "governance.propose", args);
    expect(refusal(admission(application(), alpha.authority))).toBe("STATEMENT_REFUSED");
    const signed = admission(application()) as { kind: string; body: { application: Application; signature: string } };
    const changed = { ...signed.body.application, profile: { ...gamma.profile, roles: ["number-buyer"] } };
    expect(refusal({ ...signed, body: { ...signed.body, application: changed } })).toBe("STATEMENT_REFUSED");
    expect(refusal(admission(application({ expiresAt: GENESIS_TIME })))).toBe("STATEMENT_MISMATCH");
    expect(refusal(admission(application({ ledger: "other-0000000000000000" })))).toBe("STATEMENT_MISMATCH");
    expect(refusal(signed)).toBe("done");
  });

  it("does not admit whose application ran out while the others voted", () => {
    const consortium = privateNetworks();
    const proposed = consortium.call("alpha", "governance.propose", admission(application())) as { proposal: string };
    const vote = { proposal: proposed.proposal, vote: "for" };
    consortium.call("beta", "governance.vote", vote);
    consortium.passDays(1);
    expect(consortium.refusal("buyer", "governance.vote", vote)).toBe("STATEMENT_MISMATCH");
  });
});

describe("certificates", () => {
  it("are registered by a statement of the member's CA, carried by anybody", () => {
    const consortium = privateNetworks();
    const key = new TestKey();
    expect(consortium.refusal("beta", "members.registerCertificate", register(registration(key)))).toBe("done");
    expect(standing(consortium, idOf(key))).toBe("alpha client");
    expect(listCertificates(consortium.view, "alpha", 10)).toContain(idOf(key));
  });

  it("are refused when the statement is not the CA's, was changed, or is meant elsewhere", () => {
    const consortium = privateNetworks();
    const body = registration(new TestKey());
    const refusal = (args: object) => consortium.refusal("alpha", "members.registerCertificate", args);
    expect(refusal(register(body, beta.authority))).toBe("STATEMENT_REFUSED");
    const { signature } = register(body) as { signature: string };
    const promoted = { ...body, certificate: { ...body.certificate, role: "admin" } };
    expect(refusal({ statement: promoted, signature })).toBe("STATEMENT_REFUSED");
    expect(refusal({ statement: { ...body, member: "beta" }, signature })).toBe("STATEMENT_REFUSED");
    expect(refusal(register({ ...body, ledger: "other" }))).toBe("STATEMENT_MISMATCH");
    // The octets of another kind of statement are not those of this one.
    const revocation = { ledger: LEDGER, member: "alpha", certificate: idOf(body.certificate) };
    const crossed = alpha.authority.statement("revocation", revocation);
    expect(refusal({ statement: body, signature: crossed })).toBe("STATEMENT_REFUSED");
  });

  it("sign only as keys, within their validity, unrevoked, for an active member", () => {
    const consortium = privateNetworks();
    const [key, tls] = [new TestKey(), new TestKey()];
    consortium.call("alpha", "members.registerCertificate", register(registration(key)));
    const body = registration(tls);
    const communication = { ...body, certificate: { ...body.certificate, use: "communication" as const } };
    consortium.call("alpha", "members.registerCertificate", register(communication));
    expect(standing(consortium, idOf(tls))).toBe("CERTIFICATE_UNKNOWN");
    expect(standing(consortium, "0".repeat(64))).toBe("CERTIFICATE_UNKNOWN");
    const { view } = consortium;
    const codeAt = (time: number) => {
      const found = submitterRegistry.find(view, idOf(key), time);
      return "code" in found ? found.code : "valid";
    };
    const [from, to] = [GENESIS_TIME, GENESIS_TIME + 100 * DAY];
    expect([from - 1, from, to, to + 1].map(codeAt)).toEqual([
      "CERTIFICATE_EXPIRED",
      "valid",
      "valid",
      "CERTIFICATE_EXPIRED",
    ]);
    consortium.call("alpha", "members.revokeCertificate", { certificate: idOf(key) });
    expect(standing(consortium, idOf(key))).toBe("CERTIFICATE_REVOKED");
    expect(standing(consortium, adminOf(alpha))).toBe("alpha admin");
  });

  it("are revoked by their member's admin or by a statement of its CA, and never come back", () => {
    const consortium = privateNetworks();
    const key = new TestKey();
    consortium.call("alpha", "members.registerCertificate", register(registration(key)));
    const certificate = idOf(key);
    expect(consortium.refusal("beta", "members.revokeCertificate", { certificate })).toBe("CERTIFICATE_NOT_FOUND");
    const statement = { ledger: LEDGER, member: "alpha", certificate };
    const forged = { statement, signature: beta.authority.statement("revocation", statement) };
    expect(consortium.refusal("beta", "members.revokeByAuthority", forged)).toBe("STATEMENT_REFUSED");
    expect(standing(consortium, certificate)).toBe("alpha client");
    const signed = { statement, signature: alpha.authority.statement("revocation", statement) };
    expect(consortium.refusal("beta", "members.revokeByAuthority", signed)).toBe("done");
    expect(standing(consortium, certificate)).toBe("CERTIFICATE_REVOKED");
    expect(consortium.refusal("alpha", "members.registerCertificate", register(registration(key)))).toBe(
      "CERTIFICATE_EXISTS",
    );
    const { revokedAt } = findCertificate(consortium.view, certificate) ?? {};
    consortium.passDays(1);
    consortium.call("alpha", "members.revokeCertificate", { certificate });
    expect(findCertificate(consortium.view, certificate)?.revokedAt).toBe(revokedAt);
  });

  it("follow each other with an overlap that is bounded and never prolongs", () => {
    const consortium = privateNetworks();
    const [old, next] = [new TestKey(), new TestKey()];
    consortium.call("alpha", "members.registerCertificate", register(registration(old)));
    const replacing = (overlapUntil: number, certificate = idOf(old)) =>
      register(registration(next, { replaces: { certificate, overlapUntil } }));
    const refusal = (args: object) => consortium.refusal("alpha", "members.registerCertificate", args);
    expect(refusal(replacing(GENESIS_TIME + 91 * DAY))).toBe("VALIDITY_INVALID");
    expect(refusal(replacing(GENESIS_TIME + DAY, adminOf(beta)))).toBe("CERTIFICATE_NOT_FOUND");
    expect(refusal(replacing(GENESIS_TIME + 2 * DAY))).toBe("done");
    consortium.passDays(2);
    expect([old, next].map((key) => standing(consortium, idOf(key)))).toEqual(["alpha client", "alpha client"]);
    consortium.view.blockTime += 1;
    expect([old, next].map((key) => standing(consortium, idOf(key)))).toEqual(["CERTIFICATE_EXPIRED", "alpha client"]);
  });

  it("that end before the overlap end then all the same", () => {
    const consortium = privateNetworks();
    const [old, next] = [new TestKey(), new TestKey()];
    const short = registration(old);
    const certificate = { ...short.certificate, notAfter: GENESIS_TIME + 5 * DAY };
    consortium.call("alpha", "members.registerCertificate", register({ ...short, certificate }));
    const replaces = { certificate: idOf(old), overlapUntil: GENESIS_TIME + 50 * DAY };
    consortium.call("alpha", "members.registerCertificate", register(registration(next, { replaces })));
    consortium.passDays(6);
    expect([old, next].map((key) => standing(consortium, idOf(key)))).toEqual(["CERTIFICATE_EXPIRED", "alpha client"]);
  });

  it.each([
    ["ends before it begins", 5, 4],
    ["is over", -2, 0],
    ["is too long", 0, 1831],
  ])("is refused when its validity %s", (_what, from, to) => {
    const consortium = privateNetworks();
    const body = registration(new TestKey());
    const certificate = {
      ...body.certificate,
      notBefore: GENESIS_TIME + from * DAY,
      notAfter: GENESIS_TIME + to * DAY,
    };
    expect(consortium.refusal("alpha", "members.registerCertificate", register({ ...body, certificate }))).toBe(
      "VALIDITY_INVALID",
    );
  });
});

describe("a certification authority", () => {
  const next = new TestKey();

  function rotation(overrides: Partial<AuthorityRotation> = {}): AuthorityRotation {
    const authority = { suite: next.suite, spki: next.spki, certificate: "BBBB" } as const;
    const overlapUntil = GENESIS_TIME + 10 * DAY;
    return { ledger: LEDGER, member: "alpha", authority, overlapUntil, expiresAt: GENESIS_TIME + DAY, ...overrides };
  }

  function rotate(statement: AuthorityRotation, signer = alpha.authority, owner = next): object {
    const [signature, possession] = [signer, owner].map((key) => key.statement("authorityRotation", statement));
    return { statement, signature, possession };
  }

  it("is followed by another, both valid for the overlap", () => {
    const consortium = privateNetworks();
    consortium.call("alpha", "members.rotateAuthority", rotate(rotation()));
    const refusal = (signer: TestKey) =>
      consortium.refusal("alpha", "members.registerCertificate", register(registration(new TestKey()), signer));
    expect([alpha.authority, next].map(refusal)).toEqual(["done", "done"]);
    consortium.passDays(10);
    expect([alpha.authority, next].map(refusal)).toEqual(["STATEMENT_REFUSED", "done"]);
    expect(findAuthorities(consortium.view, "alpha", consortium.view.blockTime)).toHaveLength(1);
  });

  it("is refused unless the old one and the new one have signed, in time, within bounds", () => {
    const consortium = privateNetworks();
    const refusal = (args: object) => consortium.refusal("alpha", "members.rotateAuthority", args);
    expect(refusal(rotate(rotation(), beta.authority))).toBe("STATEMENT_REFUSED");
    expect(refusal(rotate(rotation(), alpha.authority, alpha.authority))).toBe("STATEMENT_REFUSED");
    expect(refusal(rotate(rotation({ expiresAt: GENESIS_TIME })))).toBe("STATEMENT_MISMATCH");
    expect(refusal(rotate(rotation({ overlapUntil: GENESIS_TIME + 91 * DAY })))).toBe("VALIDITY_INVALID");
    let signer = alpha.authority;
    for (let i = 0; i < 3; i += 1) {
      const owner = new TestKey();
      const authority = { suite: owner.suite, spki: owner.spki, certificate: "CCCC" } as const;
      expect(refusal(rotate(rotation({ authority }), signer, owner))).toBe("done");
      signer = owner;
    }
    expect(refusal(rotate(rotation(), signer))).toBe("TOO_MANY_AUTHORITIES");
    const { authority } = rotation();
    const body = { member: "alpha", authority, reason: "too many" };
    expect(consortium.decide(["beta", "buyer", "registry"], "member.replace-authority", body)).toBe("passed");
    expect(findAuthorities(consortium.view, "alpha", GENESIS_TIME)).toEqual([authority]);
  });

  it("is not given more time by the next rotation", () => {
    const consortium = privateNetworks();
    consortium.call("alpha", "members.rotateAuthority", rotate(rotation()));
    const owner = new TestKey();
    const authority = { suite: owner.suite, spki: owner.spki, certificate: "CCCC" } as const;
    const later = rotation({ authority, overlapUntil: GENESIS_TIME + 50 * DAY });
    consortium.call("alpha", "members.rotateAuthority", rotate(later, next, owner));
    consortium.passDays(10);
    const refusal = (signer: TestKey) =>
      consortium.refusal("alpha", "members.registerCertificate", register(registration(new TestKey()), signer));
    expect([alpha.authority, next, owner].map(refusal)).toEqual(["STATEMENT_REFUSED", "done", "done"]);
  });

  it("that is lost is replaced by vote, at once", () => {
    const consortium = privateNetworks();
    const { authority } = rotation();
    const body = { member: "alpha", authority, reason: "key lost in a fire" };
    expect(consortium.decide(["beta", "buyer", "registry"], "member.replace-authority", body)).toBe("passed");
    const refusal = (signer: TestKey) =>
      consortium.refusal("alpha", "members.registerCertificate", register(registration(new TestKey()), signer));
    expect([alpha.authority, next].map(refusal)).toEqual(["STATEMENT_REFUSED", "done"]);
  });
});

describe("suspension", () => {
  const suspended = () => {
    const consortium = privateNetworks();
    const applied = opened(consortium, "alpha", 10);
    const body = { member: "alpha", reason: "fraud" };
    expect(consortium.decide(["beta", "buyer", "registry"], "member.suspend", body)).toBe("passed");
    return { consortium, applied, body };
  };

  it("stops a member's keys, and its transactions even if they came through", () => {
    const { consortium, applied } = suspended();
    expect(standing(consortium, adminOf(alpha))).toBe("MEMBER_SUSPENDED");
    expect(consortium.refusal("alpha", "numbers.record", recording(applied.ranges))).toBe("MEMBER_NOT_ACTIVE");
    const vote = { kind: "member.reinstate", body: { member: "alpha", reason: "me" } };
    expect(consortium.refusal("alpha", "governance.propose", vote)).toBe("MEMBER_NOT_ACTIVE");
    const register_ = register(registration(new TestKey()));
    expect(consortium.refusal("beta", "members.registerCertificate", register_)).toBe("MEMBER_NOT_ACTIVE");
  });

  it("ends by a vote of reinstatement", () => {
    const { consortium, applied, body } = suspended();
    expect(consortium.refusal("beta", "governance.propose", { kind: "member.suspend", body })).toBe(
      "MEMBER_NOT_ACTIVE",
    );
    // Three members are active: two are more than half.
    expect(consortium.decide(["beta", "buyer"], "member.reinstate", body)).toBe("passed");
    expect(standing(consortium, adminOf(alpha))).toBe("alpha admin");
    expect(consortium.refusal("alpha", "numbers.record", recording(applied.ranges))).toBe("done");
    expect(consortium.refusal("beta", "governance.propose", { kind: "member.reinstate", body })).toBe(
      "PROPOSAL_INVALID",
    );
  });

  it("does not reach the last member", () => {
    const consortium = new Consortium({ founders: [buyer.profile] });
    const body = { member: "buyer", reason: "none left" };
    expect(consortium.refusal("buyer", "governance.propose", { kind: "member.suspend", body })).toBe("LAST_MEMBER");
    expect(consortium.refusal("buyer", "members.leave")).toBe("LAST_MEMBER");
  });
});

describe("leaving", () => {
  it("takes settled accounts", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    expect(consortium.refusal("alpha", "members.leave")).toBe("MEMBER_OWES");
    expect(consortium.refusal("buyer", "members.leave")).toBe("MEMBER_OWES");
    const args = { payee: "buyer", currency: "USD", amount: "3500", reference: "last" };
    const { payment } = consortium.call("alpha", "settlement.announcePayment", args) as { payment: string };
    consortium.call("buyer", "settlement.confirmPayment", { payment });
    consortium.call("alpha", "members.leave");
    expect(findMember(consortium.view, "alpha")?.status).toBe("left");
    expect(standing(consortium, adminOf(alpha))).toBe("MEMBER_SUSPENDED");
    expect(
      consortium.refusal(
        "beta",
        "governance.propose",
        admission(application({ profile: alpha.profile }), alpha.authority),
      ),
    ).toBe("MEMBER_EXISTS");
  });
});
