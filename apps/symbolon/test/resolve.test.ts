import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseTrust, trustFingerprint, verifyNumberOffline, verifyOffline } from "@symbolon/client";
import { issueCredential, sha256 } from "@symbolon/crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { devnetName } from "../src/devnet/member-profile.ts";
import { sampleSubscribers } from "../src/devnet/samples.ts";
import { userSigner } from "../src/devnet/user-keys.ts";
import { freePort } from "./free-ports.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { runSymbolon } from "./run-symbolon.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

let devnet: RunningDevnet;

beforeAll(async () => {
  devnet = await RunningDevnet.start();
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

describe("symbolon resolve", () => {
  it("says who holds a number and where its data lives", async () => {
    const { imsi } = devnet.document.samples;
    const { status, stdout } = await devnet.run("resolve", imsi.identifier);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^imsi-315010000100000: foundry \(recorded, from the ledger at height \d+\)\n {2}UDM {2}https:/,
    );
  });

  it("answers one JSON document", async () => {
    const { msisdn } = devnet.document.samples;
    const { status, answer } = await devnet.json("resolve", msisdn.identifier, "--data-management", "UDM");
    expect({ status, answer }).toMatchObject({
      status: 0,
      answer: {
        ...msisdn,
        status: "recorded",
        source: "ledger",
        dataManagement: [{ type: "UDM", uri: devnet.member("foundry").endpoints.sbiTls }],
      },
    });
  });

  it("exits with 1 for a number that nobody holds, and names the cause", async () => {
    const { unassigned } = devnet.document.samples;
    const { status, stdout, stderr } = await devnet.run("resolve", unassigned.identifier);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("USER_NOT_FOUND");
    const { answer } = await devnet.json("resolve", unassigned.identifier);
    expect(answer).toMatchObject({ error: { code: "USER_NOT_FOUND" } });
  });

  it.concurrent.each([
    ["too few digits", ["imsi-12"]],
    ["no kind", ["315010000100000"]],
    ["an unknown kind", ["tmsi-12345678"]],
    ["no identifier", []],
    ["an unknown data management element", ["imsi-315010000100000", "--data-management", "VLR"]],
    ["a credential that cannot be read", ["imsi-315010000100000", "--credential", "no-such-file"]],
  ])("exits with 2 for %s", async (_, words) => {
    const { status, stdout } = await devnet.run("resolve", ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it("exits with 3 when the BCHF does not answer, and when there is no devnet", async () => {
    const silent = `http://127.0.0.1:${await freePort()}`;
    const unreachable = await devnet.run("resolve", "imsi-315010000100000", "--bchf", silent);
    expect(unreachable).toMatchObject({ status: 3, stderr: expect.stringContaining("NOT_REACHABLE") as string });
    const nowhere = await devnet.run("resolve", "imsi-315010000100000", "--dir", join(devnet.home, "nowhere"));
    expect(nowhere).toMatchObject({ status: 3, stderr: expect.stringContaining("NO_DEVNET") as string });
  });

  it("carries the user's credential where the holder demands one", async () => {
    const [, , campus] = sampleSubscribers;
    if (campus === undefined) throw new Error("there is no third sample");
    const signer = await userSigner(devnet.directory, campus.imsi);
    const now = Math.floor(Date.now() / 1000);
    const file = join(devnet.home, "credential.jws");
    const claims = { sub: `imsi-${campus.imsi}`, scope: "registration", iat: now, exp: now + 300 };
    const { bchf } = devnet.member("harbour").endpoints;
    const ask = async (aud: string) => {
      writeFileSync(file, `${await issueCredential(signer, { ...claims, aud, nonce: "bm9uY2U" })}\n`);
      return devnet.run("resolve", claims.sub, "--credential", file, "--bchf", bchf);
    };
    expect(await ask(devnetName("harbour"))).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(": campus (") as string,
    });
    const madeOutToAnother = await ask(devnetName("foundry"));
    expect(madeOutToAnother).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("CREDENTIAL_INVALID") as string,
    });
    const without = await devnet.run("resolve", claims.sub, "--bchf", bchf);
    expect(without).toMatchObject({ status: 1, stderr: expect.stringContaining("CREDENTIAL_MISSING") as string });
  });
});

describe("a proof", () => {
  const held = "proof-held.json";
  const free = "proof-free.json";
  /** Where a proof is checked: no ledger, no configuration, no devnet. */
  let elsewhere: TemporaryDirectory;

  const verify = (...words: readonly string[]) => runSymbolon(["verify", ...words], { cwd: elsewhere.path });

  beforeAll(async () => {
    elsewhere = new TemporaryDirectory();
    const { samples, trust } = devnet.document;
    await devnet.run("resolve", samples.imsi.identifier, "--proof", elsewhere.at(held));
    await devnet.run("resolve", samples.unassigned.identifier, "--proof", elsewhere.at(free));
    copyFileSync(join(devnet.directory, trust), elsewhere.at("trust.json"));
  });

  afterAll(() => {
    elsewhere[Symbol.dispose]();
  });

  it("of who holds a number is verified by a trust file, and by its fingerprint", async () => {
    const fingerprint = trustFingerprintOf(elsewhere.at("trust.json"));
    for (const trust of ["trust.json", fingerprint]) {
      const { status, stdout } = await verify(held, "--trust", trust);
      expect(status).toBe(0);
      expect(stdout).toContain("VALID imsi-315010000100000");
      expect(stdout).toContain('"holder":"foundry"');
    }
  });

  it("that nobody holds a number is verified too", async () => {
    const { status, stdout } = await verify(free, "--trust", "trust.json", "--json");
    expect({ status, answer: JSON.parse(stdout) as unknown }).toMatchObject({
      status: 0,
      answer: {
        valid: true,
        identifier: devnet.document.samples.unassigned.identifier,
        record: { value: { status: "unassigned" } },
      },
    });
  });

  it("is not believed without pinned trust; the fingerprint that it claims is printed", async () => {
    const { status, stdout } = await verify(held);
    expect(status).toBe(1);
    expect(stdout).toContain(trustFingerprintOf(elsewhere.at("trust.json")));
  });

  it("is not believed by the trust of another ledger", async () => {
    expect((await verify(held, "--trust", "0".repeat(64))).status).toBe(1);
  });

  it.concurrent.each([
    ["a missing proof", ["nothing.json", "--trust", "trust.json"]],
    ["a missing trust file", [held, "--trust", "nothing.json"]],
    ["a proof that is none", ["trust.json", "--trust", "trust.json"]],
    ["no proof at all", []],
  ])("exits with 2 for %s", async (_, words) => {
    expect((await verify(...words)).status).toBe(2);
  });

  it("is refused with any octet flipped, wherever it is", async () => {
    const trust = parseTrust(readFileSync(elsewhere.at("trust.json")));
    for (const file of [held, free]) {
      const octets = readFileSync(elsewhere.at(file));
      expect((await verifyOffline(octets, trust)).valid).toBe(true);
      for (let at = 0; at < octets.length; at += 1) {
        const flipped = Buffer.from(octets);
        flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
        const verdict = await verifyOffline(flipped, trust);
        expect(verdict.valid, `octet ${at} of ${file}`).toBe(false);
      }
    }
  });

  it("is refused by the command with an octet flipped", async () => {
    const octets = readFileSync(elsewhere.at(held));
    for (const part of [0.05, 0.35, 0.65, 0.95]) {
      const at = Math.floor(octets.length * part);
      writeFileSync(elsewhere.at("flipped.json"), octets.with(at, (octets[at] as number) ^ 1));
      const { status, stdout } = await verify("flipped.json", "--trust", "trust.json");
      expect({ at, refused: status === 1 || status === 2 }).toEqual({ at, refused: true });
      expect(stdout).not.toMatch(/^VALID/);
    }
  });

  it("of one number does not do for another", async () => {
    const trust = parseTrust(readFileSync(elsewhere.at("trust.json")));
    const verdict = await verifyNumberOffline(readFileSync(elsewhere.at(held)), trust, "imsi-315010000200000");
    expect(verdict.valid).toBe(false);
  });
});

function trustFingerprintOf(file: string): string {
  return trustFingerprint(parseTrust(readFileSync(file)), sha256);
}
