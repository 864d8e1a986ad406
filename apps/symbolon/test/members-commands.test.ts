import { Resolver } from "node:dns/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askMember } from "./member-request.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { until } from "./until.ts";

let devnet: RunningDevnet;

beforeAll(async () => {
  devnet = await RunningDevnet.start();
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

interface MemberShown {
  readonly member: { readonly id: string; readonly status: string };
  readonly certificates: readonly {
    readonly id: string;
    readonly role: string;
    readonly use: string;
    readonly notAfter: number;
  }[];
}

async function show(id: string, asked = "alliance") {
  const { answer } = await devnet.json("members", "show", id, "--member", asked);
  return answer as MemberShown;
}

async function propose(...words: readonly string[]): Promise<string> {
  const { status, answer } = await devnet.json("members", ...words);
  expect(status).toBe(0);
  const { proposal } = answer as { readonly proposal: string };
  return proposal;
}

/** What a member's BCHF answers by HTTP and by DNS. */
async function ask(member: string, identifier: string) {
  const { bchf, enum: address = "" } = devnet.member(member).endpoints;
  const response = await fetch(`${bchf}/nbchf/v1/routing/${identifier}`);
  const body = (await response.json()) as { readonly cause?: string; readonly holder?: string };
  const resolver = new Resolver({ timeout: 5_000, tries: 1 });
  resolver.setServers([address]);
  const name = `${identifier.replace("msisdn-", "").split("").toReversed().join(".")}.e164.arpa`;
  const dns = await resolver.resolveNaptr(name).then(
    () => "NOERROR",
    (error: unknown) => (error as { readonly code: string }).code,
  );
  return { status: response.status, cause: body.cause, dns };
}

describe("symbolon members", () => {
  it("lists and shows them", async () => {
    const { answer } = await devnet.json("members", "list");
    const { members } = answer as { readonly members: readonly { readonly id: string; readonly status: string }[] };
    expect(members.map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual(
      ["alliance", "campus", "foundry", "harbour"].map((id) => `${id} active`),
    );
    expect((await show("foundry")).certificates.map(({ use, role }) => `${use} ${role}`).toSorted()).toEqual([
      "communication node",
      "key admin",
      "key node",
    ]);
    expect((await devnet.run("members", "show", "nobody")).status).toBe(2);
  });

  it("suspends one by vote: its numbers are refused everywhere, until it is reinstated", async () => {
    const identifier = "msisdn-447700900000";
    const at = (member: string, name: string) => join(devnet.directory, member, "tls", name);
    const credentials = {
      ca: at("harbour", "ca.pem"),
      certificate: at("foundry", "node.pem"),
      key: at("foundry", "node.key"),
    };
    expect(await ask("harbour", identifier)).toEqual({ status: 200, cause: undefined, dns: "NOERROR" });
    const proposal = await propose("suspend", "foundry", "--reason", "does not pay");
    expect((await show("foundry")).member.status).toBe("active");
    const voted = await devnet.run("members", "approve", proposal, "--member", "harbour");
    expect(voted.status).toBe(0);
    expect(await devnet.run("members", "approve", proposal, "--member", "harbour")).toMatchObject({ status: 1 });
    await devnet.run("members", "approve", proposal, "--member", "campus");
    await until(
      "foundry is suspended at harbour",
      async () => (await show("foundry", "harbour")).member.status === "suspended",
    );

    for (const member of ["harbour", "campus"]) {
      const refused = { status: 403, cause: "ACCESS_NOT_ALLOWED", dns: "EREFUSED" };
      await until(`${member} refuses`, async () => (await ask(member, identifier)).status === 403);
      expect(await ask(member, identifier)).toEqual(refused);
    }
    expect(await ask("harbour", "msisdn-447700900300")).toMatchObject({ status: 200, dns: "NOERROR" });
    // The others do not talk to it any more: it neither writes nor hears what they write.
    const applied = await devnet.run("numbers", "apply", "--kind", "imsi", "--count", "1", "--member", "foundry");
    expect([1, 3]).toContain(applied.status);
    expect(applied.stderr).not.toContain("UNEXPECTED");
    const asking = { url: `${devnet.member("harbour").endpoints.api}/symbolon-ledger/v1/status`, credentials };
    await expect(askMember(asking)).rejects.toThrow(/alert|socket hang up|ECONNRESET/i);

    const back = await propose("reinstate", "foundry", "--reason", "has paid", "--member", "harbour");
    for (const member of ["campus", "alliance"]) await devnet.run("members", "approve", back, "--member", member);
    await until("foundry's numbers are answered again", async () => (await ask("harbour", identifier)).status === 200);
    expect(await ask("harbour", identifier)).toEqual({ status: 200, cause: undefined, dns: "NOERROR" });
    const own = { ...credentials, ca: at("foundry", "ca.pem") };
    const { height } = (await devnet.json("ledger", "status")).answer as { readonly height: number };
    await until("foundry hears the others again", async () => {
      const url = `${devnet.member("foundry").endpoints.api}/symbolon-ledger/v1/status`;
      return ((await askMember({ url, credentials: own })).answer as { readonly height: number }).height >= height;
    });
  });

  it("keeps a proposal without a majority from having any effect", async () => {
    const proposal = await propose("suspend", "campus", "--reason", "a whim", "--member", "foundry");
    for (const member of ["harbour", "alliance", "campus"])
      await devnet.run("members", "approve", proposal, "--against", "--member", member);
    expect((await show("campus")).member.status).toBe("active");
    const { answer } = await devnet.json("members", "proposals");
    expect(answer).toMatchObject({
      proposals: expect.arrayContaining([expect.objectContaining({ id: proposal, status: "rejected" })]) as unknown,
    });
  });

  it("rotates a key, and goes on with the new one after a restart", async () => {
    const adminsOf = async () =>
      (await show("foundry")).certificates.filter(({ use, role }) => use === "key" && role === "admin");
    const [old] = await adminsOf();
    const { status, answer } = await devnet.json("members", "rotate", "--member", "foundry");
    expect({ status, answer }).toMatchObject({ status: 0, answer: { replaces: old?.id } });
    const { certificate } = answer as { readonly certificate: string };
    expect((await adminsOf()).map(({ id }) => id)).toEqual(expect.arrayContaining([old?.id, certificate]));

    expect((await devnet.stop()).status).toBe(0);
    await devnet.startAgain();
    expect((await devnet.run("members", "revoke", old?.id ?? "", "--member", "foundry")).status).toBe(0);
    const applied = await devnet.json("numbers", "apply", "--kind", "imsi", "--count", "1", "--member", "foundry");
    expect(applied).toMatchObject({ status: 0, answer: { granted: 1 } });
  });
});
