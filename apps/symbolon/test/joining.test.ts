import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { facePort } from "../src/devnet/ports.ts";
import { freePortBase } from "./free-ports.ts";
import { startMember } from "./member-process.ts";
import { runSymbolon } from "./run-symbolon.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { until } from "./until.ts";

let devnet: RunningDevnet;

beforeAll(async () => {
  devnet = await RunningDevnet.start();
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

describe("a network that joins", () => {
  it("applies with its own keys, is voted in, follows the ledger and gets numbers", async () => {
    const portBase = await freePortBase(1);
    const who = ["--member", "newcomer", "--name", "Newcomer Networks", "--role", "operator"];
    const where = ["--genesis", join(devnet.directory, "genesis.json"), "--port-base", String(portBase)];
    const made = await devnet.json("init", ...who, ...where);
    expect(made.status).toBe(0);
    const { application, config } = made.answer as { readonly application: string; readonly config: string };

    const forged = join(devnet.home, "forged.json");
    writeFileSync(forged, readFileSync(application, "utf8").replace("Newcomer Networks", "Foundry 5G"));
    const refused = await devnet.json("members", "join", forged);
    expect(refused).toMatchObject({ status: 1, answer: { error: { code: "STATEMENT_REFUSED" } } });

    const { status, answer } = await devnet.json("members", "join", application);
    expect(status).toBe(0);
    const { proposal } = answer as { readonly proposal: string };
    expect((await devnet.run("members", "show", "newcomer")).status).toBe(2);
    for (const member of ["foundry", "harbour"])
      expect((await devnet.run("members", "approve", proposal, "--member", member)).status).toBe(0);
    const shown = await devnet.json("members", "show", "newcomer");
    expect(shown.answer).toMatchObject({ member: { id: "newcomer", status: "active", roles: ["operator"] } });

    await using node = await startMember(config);
    const { height } = (await devnet.json("ledger", "status")).answer as { readonly height: number };
    const bchf = `http://127.0.0.1:${facePort(portBase, 0, "bchf")}`;
    const { identifier } = devnet.document.samples.imsi;
    await until("the newcomer answers at the height of the others", async () => {
      const response = await fetch(`${bchf}/nbchf/v1/routing/${identifier}`);
      const routing = (await response.json()) as { readonly holder?: string; readonly height?: number };
      return response.status === 200 && routing.holder === "foundry" && (routing.height ?? 0) >= height;
    });
    const wishes = ["--kind", "imsi", "--count", "5", "--config", config];
    const applied = await runSymbolon(["numbers", "apply", ...wishes, "--json"], { cwd: devnet.home });
    expect({ status: applied.status, answer: JSON.parse(applied.stdout) as unknown }).toMatchObject({
      status: 0,
      answer: { granted: 5 },
    });
    expect((await node.stop()).status).toBe(0);
  });

  it("is told what is wrong with its wishes", async () => {
    const words = ["init", "--member", "somebody"];
    expect((await devnet.run(...words, "--role", "king")).status).toBe(2);
    expect((await devnet.run(...words, "--genesis", "nothing.json")).status).toBe(2);
    expect((await devnet.run(...words, "--port-base", "99999")).status).toBe(2);
    expect((await devnet.run(...words)).status).toBe(0);
    expect((await devnet.run(...words)).stderr).toContain("ALREADY_EXISTS");
  });
});
