import { chmodSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "./free-ports.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { SymbolonProcess } from "./symbolon-process.ts";

/** A second BCHF of harbour on another machine: keys and certificates, no state. */
describe("a BCHF without a copy of the ledger", () => {
  let devnet: RunningDevnet;
  let light: SymbolonProcess;
  let bchf: string;

  beforeAll(async () => {
    devnet = await RunningDevnet.start();
    const directory = join(devnet.home, "light");
    mkdirSync(directory);
    cpSync(join(devnet.directory, "harbour/keys"), join(directory, "keys"), { recursive: true });
    chmodSync(join(directory, "keys"), 0o700);
    cpSync(join(devnet.directory, "harbour/tls"), join(directory, "tls"), { recursive: true });
    copyFileSync(join(devnet.directory, "genesis.json"), join(directory, "genesis.json"));
    const port = await freePort();
    bchf = `http://127.0.0.1:${port}`;
    const remotes = ["foundry", "campus"].map((id) => `${id}=${devnet.member(id).endpoints.api}`);
    const lines = [
      "member: harbour",
      "ledger:",
      "  light:",
      ...remotes.map((remote) => `    - ${remote}`),
      "faces:",
      `  bchf: 127.0.0.1:${port}`,
      "log:",
      "  level: warn",
    ];
    writeFileSync(join(directory, "member.yaml"), `${lines.join("\n")}\n`);
    light = new SymbolonProcess(["node", "--config", join(directory, "member.yaml")]);
    await light.printed("without a copy");
  });

  afterAll(async () => {
    await light?.[Symbol.asyncDispose]();
    await devnet?.[Symbol.asyncDispose]();
  });

  async function ask(identifier: string, base = bchf) {
    const response = await fetch(`${base}/nbchf/v1/routing/${identifier}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it("answers from proofs of other members as they do from their copies", async () => {
    const { samples } = devnet.document;
    for (const { identifier } of [samples.imsi, samples.msisdn]) {
      const [own, theirs] = [await ask(identifier), await ask(identifier, devnet.member("foundry").endpoints.bchf)];
      expect(own.status).toBe(200);
      expect(own.body).toMatchObject({
        holder: "foundry",
        dataManagement: theirs.body["dataManagement"],
        source: "ledger",
      });
    }
  });

  it("proves that nobody holds a number, and asks for the credential where the holder demands one", async () => {
    expect(await ask(devnet.document.samples.unassigned.identifier)).toMatchObject({
      status: 404,
      body: { cause: "USER_NOT_FOUND" },
    });
    expect(await ask("imsi-315010000300000")).toMatchObject({ status: 401, body: { cause: "CREDENTIAL_MISSING" } });
  });

  it("ends when told to", async () => {
    expect(await light.stop()).toMatchObject({ status: 0 });
  });
});
