import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { certificateFromPem, certificateToPem, FileKeyStore, MemberAuthority } from "@symbolon/crypto";
import { MemberConnection } from "@symbolon/faces/http";
import { createIdentity, GenesisTrust, NodeKeys, readGenesis, systemClock, systemRandom } from "@symbolon/member";
import { loadMemberConfig } from "@symbolon/member/config";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { facePort } from "../src/devnet/ports.ts";
import { startMember } from "./member-process.ts";
import { askMember } from "./member-request.ts";
import type { SymbolonProcess } from "./symbolon-process.ts";
import { type MemberName, three, ThreeMembers } from "./three-members.ts";
import { until } from "./until.ts";

/** How TLS ends with a peer that is not let in. */
const REFUSED_HANDSHAKE = /alert|socket hang up|ECONNRESET/i;
const STATUS_PATH = "/symbolon-ledger/v1/status";
const modules = { clock: systemClock, random: systemRandom };

interface LedgerStatus {
  readonly height: number;
  readonly headerHash: string;
  readonly stateRoot: string;
  readonly stopped?: { readonly code: string };
}

async function statusOf(members: ThreeMembers, asked: MemberName, by: MemberName = asked): Promise<LedgerStatus> {
  const url = members.url(asked, "api") + STATUS_PATH;
  const { status, answer } = await askMember({ url, credentials: members.credentials(by, asked) });
  expect(status).toBe(200);
  return answer as LedgerStatus;
}

async function inject(members: ThreeMembers, member: MemberName, start: string, config?: string): Promise<void> {
  const range = [
    "--kind",
    "imsi",
    "--start",
    start,
    "--end",
    start.slice(0, -1) + "9",
    "--price",
    "0",
    "--currency",
    "USD",
  ];
  await members.done(member, "numbers", "inject", ...range, ...(config === undefined ? [] : ["--config", config]));
}

describe("an orderer and two followers, a process each", () => {
  let members: ThreeMembers;
  const processes = new Map<MemberName, SymbolonProcess>();

  const answerOf = async (asked: MemberName, identifier: string) => {
    const response = await fetch(`${members.url(asked, "bchf")}/nbchf/v1/routing/${identifier}`);
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  };
  const allReach = async (height: number) => {
    for (const member of three)
      await until(`${member} reaches height ${height}`, async () => (await statusOf(members, member)).height >= height);
  };

  beforeAll(async () => {
    members = await ThreeMembers.create();
    for (const member of three) processes.set(member, await startMember(members.config(member)));
  });

  afterAll(async () => {
    const ended = await Promise.all([...processes.values()].map((member) => member.stop()));
    members[Symbol.dispose]();
    const statuses = ended.map(({ status }) => status);
    if (statuses.some((status) => status !== 0)) throw new Error(`the members ended with ${statuses.join(", ")}`);
  });

  it("write through any of them, and answer alike", async () => {
    await inject(members, "alliance", "315010000100000");
    const wishes = ["--kind", "imsi", "--count", "10", "--start", "315010000100000", "--contiguous"];
    const { application } = await members.done("foundry", "numbers", "apply", ...wishes);
    await members.done("foundry", "numbers", "open", String(application));
    await members.done("foundry", "numbers", "record", String(application), "--endpoint", "udm");
    const { height } = await statusOf(members, "alliance");
    await allReach(height);
    const hashes = await Promise.all(three.map(async (member) => (await statusOf(members, member)).headerHash));
    expect(new Set(hashes).size).toBe(1);
    for (const [identifier, status] of [
      ["imsi-315010000100009", 200],
      ["imsi-315010000100010", 404],
    ] as const) {
      const [first, ...others] = await Promise.all(three.map((member) => answerOf(member, identifier)));
      expect(first).toMatchObject({ status, ...(status === 200 ? { body: { holder: "foundry", height } } : {}) });
      for (const other of others) expect(other).toEqual(first);
    }
  });

  it("a killed follower catches up with what it missed", async () => {
    await processes.get("harbour")?.stop("SIGKILL");
    for (const start of ["315010000110000", "315010000120000", "315010000130000"])
      await inject(members, "alliance", start);
    const { height, stateRoot } = await statusOf(members, "alliance");
    processes.set("harbour", await startMember(members.config("harbour")));
    await allReach(height);
    expect(await statusOf(members, "harbour")).toMatchObject({ height, stateRoot });
    const { status } = await answerOf("harbour", "imsi-315010000100000");
    expect(status).toBe(200);
    await inject(members, "alliance", "315010000140000");
    await allReach(height + 1);
  });

  it("a killed orderer goes on where it stood, and its followers with it", async () => {
    const before = await statusOf(members, "alliance");
    await processes.get("alliance")?.stop("SIGKILL");
    const refused = await members.run("foundry", "numbers", "apply", "--kind", "imsi", "--count", "1");
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining("ORDERER_UNREACHABLE") as string });
    expect((await answerOf("foundry", "imsi-315010000100000")).status).toBe(200);
    processes.set("alliance", await startMember(members.config("alliance")));
    expect(await statusOf(members, "alliance")).toMatchObject({ height: before.height, headerHash: before.headerHash });
    await inject(members, "alliance", "315010000150000");
    await allReach(before.height + 1);
  });

  describe("mutual TLS", () => {
    it("lets members ask one another for the ledger, and no one else manage a member", async () => {
      expect((await statusOf(members, "foundry", "harbour")).height).toBeGreaterThan(0);
      const url = `${members.url("foundry", "api")}/nbchf-management/v1/transactions`;
      const body = { contract: "numbers", method: "apply", args: { kind: "imsi", length: 15, count: 1 } };
      const { status } = await askMember({ url, credentials: members.credentials("harbour", "foundry"), body });
      expect(status).toBe(403);
    });

    it("has a client see that another member answers in the place of the one it wants", async () => {
      const config = loadMemberConfig({ file: members.config("foundry"), environment: {}, options: {} });
      await using keys = await NodeKeys.open(config, modules);
      const trust = new GenesisTrust(readGenesis(config.ledger.genesis));
      const at = { host: "127.0.0.1", port: facePort(members.portBase, three.indexOf("harbour"), "api") };
      const ask = async (memberId: MemberName) => {
        const endpoint = { ...at, memberId };
        await using connection = new MemberConnection(
          { endpoint },
          { ...modules, trust, identity: await keys.tlsIdentity() },
        );
        return (await connection.exchange({ path: STATUS_PATH })).status;
      };
      expect(await ask("harbour")).toBe(200);
      await expect(ask("alliance")).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
    });

    it("refuses a certificate that a member made out to another's name", async () => {
      const store = members.at("harbour", "keys");
      await using keys = await FileKeyStore.open({ directory: store, protection: { kind: "plain" } }, modules);
      const root = (await keys.list()).find(({ label }) => label === "ca");
      const communication = (await keys.list()).find(({ label }) => label === "communication");
      if (root === undefined || communication === undefined) throw new Error("harbour has no CA");
      const authority = new MemberAuthority(
        certificateFromPem(readFileSync(members.at("harbour", "tls/ca.pem"), "utf8")),
        {
          ...modules,
          signer: await keys.signer(root.id),
        },
      );
      const issue = async (names: readonly string[]) => {
        const notAfter = systemClock.now() + 3_600_000;
        const certificate = await authority.issueCommunicationCertificate({
          spki: communication.spki,
          names,
          notAfter,
        });
        const file = members.at("harbour", "made-out.pem");
        writeFileSync(file, certificateToPem(certificate));
        expect(new X509Certificate(readFileSync(file)).subjectAltName).toContain(names[0]);
        const credentials = { ...members.credentials("harbour", "foundry"), certificate: file };
        return askMember({ url: members.url("foundry", "api") + STATUS_PATH, credentials }).then(
          ({ status }) => status,
          () => "no connection",
        );
      };
      expect(await issue(["harbour.symbolon.test", "127.0.0.1"])).toBe(200);
      expect([403, "no connection"]).toContain(await issue(["foundry.symbolon.test"]));
    });

    it("refuses a stranger, one who calls itself a member, and one without a certificate", async () => {
      const url = members.url("foundry", "api") + STATUS_PATH;
      const { ca } = members.credentials("foundry");
      for (const memberId of ["stranger", "harbour"]) {
        const directory = members.at(`self-made-${memberId}`);
        const names = [`${memberId}.symbolon.test`, "127.0.0.1"];
        const options = {
          directory,
          memberId,
          names,
          protection: { kind: "plain" },
          exportCommunicationKey: true,
        } as const;
        const { keyStore } = await createIdentity(options, modules);
        await keyStore[Symbol.asyncDispose]();
        const credentials = { ca, certificate: `${directory}/tls/node.pem`, key: `${directory}/tls/node.key` };
        await expect(askMember({ url, credentials })).rejects.toThrow(REFUSED_HANDSHAKE);
      }
      await expect(askMember({ url, credentials: { ca } })).rejects.toThrow(REFUSED_HANDSHAKE);
    });
  });
});

describe("an orderer that shows its followers two chains", () => {
  it("is caught by them: both stop, keep the evidence, and stay stopped", async () => {
    using members = await ThreeMembers.create();
    const { portBase } = members;
    // The same keys in a second process, with a state and addresses of its own: a dishonest host.
    const second = members.at("alliance", "second.yaml");
    const elsewhere = (text: string) =>
      text.replaceAll(/127\.0\.0\.1:(\d+)/g, (_, port) => `127.0.0.1:${Number(port) + 100 * three.length}`);
    const config = readFileSync(members.config("alliance"), "utf8");
    const place = "genesis: ../genesis.json";
    expect(config).toContain(place);
    writeFileSync(second, elsewhere(config).replace(place, `${place}\n  state: second-state`));
    const shown = facePort(portBase, 0, "api");
    const harbour = readFileSync(members.config("harbour"), "utf8");
    expect(harbour).toContain(`https://127.0.0.1:${shown}`);
    const other = facePort(portBase, three.length, "api");
    writeFileSync(
      members.config("harbour"),
      harbour.replace(`https://127.0.0.1:${shown}`, `https://127.0.0.1:${other}`),
    );

    await using _one = await startMember(members.config("alliance"));
    await using _two = await startMember(second);
    await using foundry = await startMember(members.config("foundry"));
    await using harbourNode = await startMember(members.config("harbour"));
    await inject(members, "alliance", "315010000100000");
    await inject(members, "alliance", "315010000200000", second);

    for (const member of ["foundry", "harbour"] as const) {
      const stopped = await until(`${member} stops`, async () => (await statusOf(members, member)).stopped);
      expect(stopped.code).toBe("TWO_CHAINS");
      const ready = await fetch(`${members.url(member, "bchf")}/readyz`);
      expect({ status: ready.status, body: await ready.text() }).toMatchObject({
        status: 503,
        body: expect.stringContaining("TWO_CHAINS") as string,
      });
      const metrics = await (await fetch(`${members.url(member, "metrics")}/metrics`)).text();
      expect(metrics).toMatch(/^symbolon_ledger_stopped 1$/m);
      const write = await members.run(member, "numbers", "apply", "--kind", "imsi", "--count", "1");
      expect(write).toMatchObject({ status: 3, stderr: expect.stringContaining("LEDGER_STOPPED") as string });
      const kept = await until(`${member} keeps evidence`, async () => {
        const { stopped: found } = await members.done(member, "ledger", "status");
        return found as
          | { readonly code: string; readonly evidence: { readonly headers: readonly unknown[] } }
          | undefined;
      });
      expect(kept).toMatchObject({
        code: "TWO_CHAINS",
        evidence: { headers: [{ header: { height: 1 } }, { header: { height: 1 } }] },
      });
    }
    expect((await foundry.stop()).status).toBe(0);
    await using again = await startMember(members.config("foundry"));
    expect((await statusOf(members, "foundry")).stopped?.code).toBe("TWO_CHAINS");
    expect(again.stderr).toContain("ledger.stopped");
    expect(harbourNode.stderr).toContain("TWO_CHAINS");
  });
});
