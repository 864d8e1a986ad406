import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { facePort } from "../src/devnet/ports.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { runSymbolon } from "./run-symbolon.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";
import { until } from "./until.ts";

let devnet: RunningDevnet;

beforeAll(async () => {
  devnet = await RunningDevnet.start();
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

interface Status {
  readonly height: number;
  readonly headerHash: string;
  readonly stateRoot: string;
}

async function statusOf(member: string): Promise<Status> {
  return (await devnet.json("ledger", "status", "--member", member)).answer as Status;
}

describe("symbolon ledger", () => {
  it("says the same of every member's copy", async () => {
    const own = await statusOf("alliance");
    expect(own.height).toBeGreaterThanOrEqual(devnet.document.height);
    for (const member of ["foundry", "harbour", "campus"]) {
      await until(`${member} has the height`, async () => (await statusOf(member)).height >= own.height);
      expect(await statusOf(member)).toMatchObject({ headerHash: own.headerHash, stateRoot: own.stateRoot });
    }
  });

  it("verifies a copy and an exported archive, where there is no ledger", async () => {
    const { height, stateRoot } = await statusOf("harbour");
    const verified = await devnet.json("ledger", "verify", "--member", "harbour");
    expect(verified).toMatchObject({ status: 0, answer: { height, stateRoot } });
    using elsewhere = new TemporaryDirectory();
    const archive = elsewhere.at("ledger.archive");
    expect((await devnet.run("ledger", "export", archive, "--member", "harbour")).status).toBe(0);
    const { status, stdout } = await runSymbolon(["ledger", "verify", "--archive", archive, "--json"], {
      cwd: elsewhere.path,
    });
    expect({ status, answer: JSON.parse(stdout) as unknown }).toMatchObject({
      status: 0,
      answer: { height, stateRoot },
    });

    const octets = readFileSync(archive);
    for (const part of [0.2, 0.5, 0.9]) {
      const at = Math.floor(octets.length * part);
      writeFileSync(archive, octets.with(at, (octets[at] as number) ^ 1));
      const changed = await runSymbolon(["ledger", "verify", "--archive", archive], { cwd: elsewhere.path });
      expect({ at, refused: changed.status === 1 || changed.status === 2 }).toEqual({ at, refused: true });
      expect(changed.stderr).not.toContain("UNEXPECTED");
    }
    writeFileSync(archive, octets.subarray(0, octets.length - 100));
    const cut = await runSymbolon(["ledger", "verify", "--archive", archive], { cwd: elsewhere.path });
    expect([1, 2]).toContain(cut.status);
    expect(cut.stderr).not.toContain("UNEXPECTED");
  });

  it("watches blocks as they come", async () => {
    const watched = await devnet.json("ledger", "watch", "--blocks", "1");
    expect(watched).toMatchObject({ status: 0, answer: { blocks: [{ height: (await statusOf("alliance")).height }] } });
  });

  it("exits with 2 for an archive that is not there", async () => {
    expect(await devnet.run("ledger", "verify", "--archive", "nothing")).toMatchObject({ status: 2 });
  });
});

describe("symbolon settlement", () => {
  it("shows accounts and entries; a payment counts when its payee confirms it", async () => {
    const balance = async () => {
      const { answer } = await devnet.json("settlement", "accounts", "--member", "foundry");
      const { accounts } = answer as { accounts: readonly { counterparty: string; balance: string }[] };
      return accounts.find(({ counterparty }) => counterparty === "alliance")?.balance;
    };
    const pair = ["--member", "foundry", "--with", "alliance", "--currency", "USD"];
    expect(await balance()).toBe("-770");
    const pay = await devnet.json("settlement", "pay", ...pair, "--amount", "500", "--reference", "wire 1");
    expect(pay.status).toBe(0);
    const { id, payment = id ?? "" } = pay.answer as { readonly id?: string; readonly payment?: string };
    expect(await balance()).toBe("-770");
    expect((await devnet.run("settlement", "confirm", payment, "--member", "harbour")).status).toBe(1);
    expect((await devnet.run("settlement", "confirm", payment, "--member", "alliance")).status).toBe(0);
    await until("the payment is booked at foundry", async () => (await balance()) === "-270");
    expect((await devnet.run("settlement", "confirm", payment, "--member", "alliance")).status).toBe(1);
    const { answer } = await devnet.json("settlement", "statement", ...pair);
    const { entries } = answer as { readonly entries: readonly { readonly amount: string }[] };
    expect(entries.map(({ amount }) => amount)).toEqual(["220", "550", "500"]);
    const all = (await devnet.json("settlement", "accounts", "--all")).answer as { accounts: { balance: string }[] };
    expect(all.accounts.reduce((sum, account) => sum + BigInt(account.balance), 0n)).toBe(0n);
  });

  it("records nothing beyond the credit limit", async () => {
    const limit = ["--with", "campus", "--currency", "USD", "--limit", "770"];
    expect((await devnet.run("settlement", "credit", ...limit)).status).toBe(0);
    const applied = await devnet.json("numbers", "apply", "--kind", "imsi", "--count", "10", "--member", "campus");
    const { application } = applied.answer as { readonly application: string };
    expect((await devnet.run("numbers", "open", application, "--member", "campus")).status).toBe(0);
    const record = await devnet.json("numbers", "record", application, "--endpoint", "udm", "--member", "campus");
    expect(record).toMatchObject({ status: 1, answer: { error: { code: expect.stringMatching(/CREDIT/) as string } } });
  });
});

describe("symbolon doctor", () => {
  it("finds a running devnet healthy", async () => {
    const { status, answer } = await devnet.json("doctor");
    expect({ status, answer }).toMatchObject({ status: 0, answer: { healthy: true } });
  });

  it("names ports that are taken, where there is no devnet yet", async () => {
    using empty = new TemporaryDirectory();
    const words = ["doctor", "--dir", empty.at("net"), "--port-base", String(devnet.portBase)];
    const { status, stdout } = await runSymbolon(words);
    expect(status).toBe(1);
    expect(stdout).toContain(String(facePort(devnet.portBase, 0, "bchf")));
  });

  it("names keys that others can read, and members that do not answer", async () => {
    using copy = new TemporaryDirectory();
    const { chmodSync, cpSync } = await import("node:fs");
    for (const name of ["devnet.json", "foundry/tls"])
      cpSync(join(devnet.directory, name), copy.at(name), { recursive: true });
    const document = { ...devnet.document, members: [devnet.member("foundry")] };
    const silent = "http://127.0.0.1:9";
    const [foundry] = document.members;
    const endpoints = { ...foundry?.endpoints, bchf: silent };
    writeFileSync(copy.at("devnet.json"), JSON.stringify({ ...document, members: [{ ...foundry, endpoints }] }));
    chmodSync(copy.at("foundry/tls/node.key"), 0o644);
    const { status, stdout } = await runSymbolon(["doctor", "--dir", copy.path]);
    expect(status).toBe(1);
    expect(stdout).toContain(`${silent} does not answer`);
    expect(stdout).toContain("node.key");
  });
});
