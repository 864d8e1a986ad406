import { describe, expect, it } from "vitest";
import { buyer, privateNetworks, registry } from "../../test/private-networks.ts";
import { findMember } from "./reading.ts";

describe("endpoints", () => {
  const udm = { name: "udm", type: "UDM", scheme: "https", host: "2001:db8::1", port: 443 };

  it("are added, changed by their name, and removed", () => {
    const consortium = privateNetworks();
    const bsf = { name: "bsf", type: "BSF", scheme: "diameter", host: "bsf.example", port: 3868, realm: "example" };
    consortium.call("alpha", "members.putEndpoints", { endpoints: [udm, bsf] });
    const named = () => findMember(consortium.view, "alpha")?.endpoints.map(({ name, host }) => `${name} ${host}`);
    expect(named()).toEqual(["bsf bsf.example", "hss 192.0.2.1", "udm 2001:db8::1"]);
    expect(findMember(consortium.view, "beta")?.endpoints[0]?.host).toBe("udm.beta.example");
    consortium.call("alpha", "members.removeEndpoints", { names: ["bsf", "hss"] });
    expect(named()).toEqual(["udm 2001:db8::1"]);
    expect(consortium.refusal("alpha", "members.removeEndpoints", { names: ["bsf"] })).toBe("ENDPOINT_UNKNOWN");
  });

  it.each(["300.1.1.1", "1.2.3", "a..b", "-a.example", "host-", "a:b", "::1::2:xyz", "999", "."])(
    "have no host %s",
    (host) => {
      const consortium = privateNetworks();
      const args = { endpoints: [{ ...udm, host }] };
      expect(() => {
        const code = consortium.refusal("alpha", "members.putEndpoints", args);
        if (code !== "done") throw new Error(code);
      }).toThrow(/ENDPOINT_INVALID|schema/);
    },
  );

  it("are named once, and not without bound", () => {
    const consortium = privateNetworks();
    expect(consortium.refusal("alpha", "members.putEndpoints", { endpoints: [udm, udm] })).toBe("ENDPOINT_INVALID");
    const many = Array.from({ length: 63 }, (_, i) => ({ ...udm, name: `udm-${i}` }));
    expect(consortium.refusal("alpha", "members.putEndpoints", { endpoints: many })).toBe("ENDPOINT_INVALID");
    expect(consortium.refusal("alpha", "members.putEndpoints", { endpoints: many.slice(1) })).toBe("done");
  });
});

describe("a parent", () => {
  it("counts once it has confirmed the child, and makes no circle", () => {
    const consortium = privateNetworks();
    expect(consortium.refusal("registry", "members.confirmChild", { child: "alpha" })).toBe("PARENT_INVALID");
    consortium.call("alpha", "members.claimParent", { parent: "registry" });
    expect(findMember(consortium.view, "alpha")?.parent).toEqual({ member: "registry", confirmed: false });
    expect(consortium.refusal("beta", "members.confirmChild", { child: "alpha" })).toBe("PARENT_INVALID");
    consortium.call("registry", "members.confirmChild", { child: "alpha" });
    expect(findMember(consortium.view, "alpha")?.parent).toEqual({ member: "registry", confirmed: true });
    consortium.call("beta", "members.claimParent", { parent: "alpha" });
    expect(consortium.refusal("registry", "members.claimParent", { parent: "beta" })).toBe("PARENT_INVALID");
    expect(consortium.refusal("alpha", "members.claimParent", { parent: "alpha" })).toBe("PARENT_INVALID");
    expect(consortium.refusal("alpha", "members.claimParent", { parent: "nobody" })).toBe("MEMBER_UNKNOWN");
  });
});

describe("name and contact", () => {
  it("are the member's own to change", () => {
    const consortium = privateNetworks();
    const contact = { organisation: "Alpha Ltd", email: "noc@alpha.example" };
    consortium.call("alpha", "members.changeContact", { name: "Alpha", contact });
    expect(findMember(consortium.view, "alpha")).toMatchObject({ name: "Alpha", contact, roles: ["operator"] });
    expect(findMember(consortium.view, "beta")?.name).toBe("Member beta");
  });
});

describe("roles", () => {
  it("are changed by a vote", () => {
    const consortium = privateNetworks();
    const body = { member: "registry", roles: ["registry", "operator"] };
    const args = { kind: "imsi", length: 15, count: 1 };
    expect(consortium.decide(["alpha", "beta"], "member.change-roles", body)).toBe("open");
    expect(consortium.refusal("registry", "numbers.apply", args)).toBe("MEMBER_ROLE_REQUIRED");
    expect(consortium.decide(["alpha", "beta", "buyer"], "member.change-roles", body)).toBe("passed");
    expect(consortium.refusal("registry", "numbers.apply", args)).toBe("done");
  });

  it("decide who applies for numbers", () => {
    const consortium = privateNetworks();
    const args = { kind: "imsi", length: 15, count: 1 };
    for (const member of [buyer, registry]) {
      expect(consortium.refusal(member.profile.id, "numbers.apply", args)).toBe("MEMBER_ROLE_REQUIRED");
    }
  });
});
