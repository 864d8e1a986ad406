import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RunningDevnet } from "./running-devnet.ts";

let devnet: RunningDevnet;

beforeAll(async () => {
  devnet = await RunningDevnet.start();
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

interface Granted {
  readonly application: string;
  readonly granted: number;
  readonly ranges: readonly { readonly start: string; readonly end: string }[];
}

interface Shown {
  readonly status?: string;
  readonly range?: { readonly holder?: string };
}

async function show(identifier: string) {
  const { status, answer } = await devnet.json("numbers", "show", identifier);
  return { exit: status, ...(answer as Shown) };
}

async function apply(...words: readonly string[]) {
  const { status, answer } = await devnet.json("numbers", "apply", "--member", "foundry", ...words);
  expect(status).toBe(0);
  return answer as Granted;
}

describe("the life of numbers", () => {
  it("goes from the pool to a holder and back, by commands alone", async () => {
    const pool = ["--kind", "imsi", "--start", "315010000900000", "--end", "315010000900099"];
    const price = ["--price", "3", "--currency", "USD"];
    expect(await show("imsi-315010000900000")).toMatchObject({ exit: 1, status: "unassigned" });
    expect(await devnet.run("numbers", "inject", ...pool, ...price)).toMatchObject({ status: 0 });
    const repeated = await devnet.json("numbers", "inject", ...pool, ...price);
    expect(repeated).toMatchObject({ status: 0, answer: { injected: 0, present: 1 } });

    const start = ["--kind", "imsi", "--start", "315010000900000"];
    const { application, granted, ranges } = await apply(...start, "--count", "10", "--contiguous");
    expect({ granted, ranges }).toEqual({
      granted: 10,
      ranges: [{ start: "315010000900000", end: "315010000900009" }],
    });
    const opened = await devnet.json("numbers", "open", application, "--member", "foundry");
    expect(opened).toMatchObject({ status: 0, answer: { opened: 10, total: 10 } });
    const words = ["--member", "foundry", "--endpoint", "udm", "--maximum-fee", "1000000"];
    expect(await devnet.json("numbers", "record", application, ...words)).toMatchObject({
      status: 0,
      answer: { numbers: 10 },
    });

    const resolved = await devnet.json("resolve", "imsi-315010000900009");
    expect(resolved).toMatchObject({ status: 0, answer: { holder: "foundry", dataManagement: [{ type: "UDM" }] } });
    expect((await devnet.run("resolve", "imsi-315010000900010")).status).toBe(1);
    const listed = await devnet.json(
      "numbers",
      "list",
      "--kind",
      "imsi",
      "--holder",
      "foundry",
      "--status",
      "recorded",
    );
    expect(listed.answer).toMatchObject({
      ranges: expect.arrayContaining([
        expect.objectContaining({ start: "315010000900000", end: "315010000900009", holder: "foundry" }),
      ]) as unknown,
    });

    const range = ["--kind", "imsi", "--start", "315010000900004", "--end", "315010000900006"];
    expect(await devnet.run("numbers", "release", ...range, "--member", "foundry")).toMatchObject({ status: 0 });
    expect((await devnet.run("resolve", "imsi-315010000900005")).status).toBe(1);
    expect(await show("imsi-315010000900005")).toMatchObject({
      status: expect.stringMatching(/quarantine|aging/) as string,
    });
    for (const kept of ["imsi-315010000900003", "imsi-315010000900007"])
      expect((await devnet.run("resolve", kept)).status).toBe(0);
  });

  it("gives what the wishes allow, and says no when nothing fits", async () => {
    const pattern = await apply("--kind", "imsi", "--count", "5", "--pattern", "31501000010??77");
    expect(pattern.ranges.every(({ start, end }) => start === end && start.endsWith("77"))).toBe(true);
    expect(pattern.granted).toBe(5);
    const prefix = await apply("--kind", "imsi", "--count", "3", "--prefix", "3150100001505");
    expect(prefix.ranges.every(({ start }) => start.startsWith("3150100001505"))).toBe(true);
    const nothing = await devnet.run(
      "numbers",
      "apply",
      "--member",
      "foundry",
      "--kind",
      "imsi",
      "--count",
      "3",
      "--prefix",
      "99999",
    );
    expect(nothing).toMatchObject({ status: 1, stdout: "" });
    expect(nothing.stderr).not.toContain("UNEXPECTED");
  });

  it("is refused to whom it does not belong, and exits with 1", async () => {
    const range = ["--kind", "imsi", "--start", "315010000100000", "--end", "315010000100001"];
    const release = await devnet.run("numbers", "release", ...range, "--member", "harbour");
    expect(release.status).toBe(1);
    expect((await show("imsi-315010000100000")).range?.holder).toBe("foundry");
    const injection = ["--kind", "msisdn", "--start", "447700900000", "--end", "447700901000"];
    const price = ["--price", "1", "--currency", "USD"];
    const overlapping = await devnet.run(
      "numbers",
      "inject",
      ...injection.with(3, "447700900990"),
      ...price,
      "--member",
      "harbour",
    );
    expect(overlapping.status).toBe(1);
  });

  it.concurrent.each([
    ["no kind", ["list"]],
    ["an unknown kind", ["list", "--kind", "tmsi"]],
    ["an identifier that is no number", ["show", "nai-user@example.net"]],
    ["an application that is none", ["open", "f".repeat(64)]],
    ["an endpoint that the member does not have", ["record", "f".repeat(64), "--endpoint", "vlr"]],
    ["an unknown member", ["list", "--kind", "imsi", "--member", "nobody"]],
    ["a plan file that is not there", ["import", "nothing.csv", "--kind", "imsi"]],
  ])("exits with 2 for %s", async (_, words) => {
    const { status, stderr } = await devnet.run("numbers", ...words);
    expect(status).toBe(2);
    expect(stderr).not.toContain("UNEXPECTED");
  });

  it("reports every bad line of a plan file and submits nothing, or leaves the bad ones out", async () => {
    const file = join(devnet.home, "plan.csv");
    const lines = [
      "start,end,holder,price,currency",
      "315010000910000,315010000910009,foundry,2,USD",
      "315010000910005,315010000910020,foundry,2,USD",
      "31501000092000,315010000920009,foundry,2,USD",
      "315010000930000,315010000930009,nobody,2,USD",
      "315010000940000,315010000940009,harbour,2,USD",
    ];
    writeFileSync(file, `${lines.join("\n")}\n`);
    const refused = await devnet.run("numbers", "import", file, "--kind", "imsi");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(`${file}:3: overlaps with line 2`);
    expect(refused.stderr).toContain(`${file}:4: start has 14 digits, end has 15`);
    expect(refused.stderr).toContain(`${file}:5: unknown holder "nobody": no such member`);
    expect(await show("imsi-315010000910000")).toMatchObject({ exit: 1, status: "unassigned" });

    const rejects = join(devnet.home, "rejects.csv");
    const taken = await devnet.json("numbers", "import", file, "--kind", "imsi", "--skip-bad", rejects);
    expect(taken).toMatchObject({ status: 0, answer: { injected: 2, present: 0 } });
    expect((await show("imsi-315010000910009")).status).toBe("free");
    const again = await devnet.json("numbers", "import", file, "--kind", "imsi", "--skip-bad", rejects);
    expect(again).toMatchObject({ status: 0, answer: { injected: 0, present: 2 } });
  });
});
