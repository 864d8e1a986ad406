import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { NbchfClient, type RoutingItem } from "@symbolon/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPlanFile } from "../src/plan-file/read-plan-file.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { SymbolonProcess } from "./symbolon-process.ts";
import { until } from "./until.ts";

const FILE = join(import.meta.dirname, "../../../examples/mobile-ranges.csv");
const RANGES = 11_661;
const BATCHES = 47;
const WORDS = ["numbers", "import", "mobile-ranges.csv", "--kind", "msisdn", "--plan", "world-mobile"];

let devnet: RunningDevnet;

beforeAll(async () => {
  devnet = await RunningDevnet.start();
  copyFileSync(FILE, join(devnet.home, "mobile-ranges.csv"));
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

async function knownAt(member: string, digits: string): Promise<boolean> {
  const { bchf } = devnet.member(member).endpoints;
  return (await fetch(`${bchf}/nbchf/v1/routing/msisdn-${digits}`)).status === 200;
}

/** Members that hold numbers above the plan. */
const members = ["foundry", "harbour", "campus"] as const;
/** Numbers that each of them holds, one after the other from here on. */
const FIRST_HELD = 447_700_900_000;
const HELD_EACH = 300;

/** Where member numbers lie, everybody is answered with the member. */
function expected({ digits, holder, countryCode = "" }: { digits: string; holder: string; countryCode?: string }) {
  const identifier = `msisdn-${digits}`;
  const member = members[Math.floor((Number(digits) - FIRST_HELD) / HELD_EACH)];
  if (member !== undefined) return { identifier, status: 200, source: "ledger", holder: member };
  return { identifier, status: 200, source: "plan", holder, country: countryCode, dataManagement: [] };
}

function told({ identifier, status, routing }: RoutingItem) {
  const { source, holder, country, dataManagement } = routing ?? {};
  return { identifier, status, source, holder, ...(source === "plan" ? { country, dataManagement } : {}) };
}

describe("the numbering plan of the world", () => {
  it("waits for the vote of the members", async () => {
    const refused = await devnet.json(...WORDS);
    expect(refused).toMatchObject({ status: 1, answer: { error: { code: "VOTE_PENDING" } } });
    const { proposal } = (refused.answer as { error: { details: { proposal: string } } }).error.details;
    const again = await devnet.json(...WORDS);
    expect(again).toMatchObject({ status: 1, answer: { error: { code: "VOTE_PENDING", details: { proposal } } } });
    for (const member of ["foundry", "harbour"])
      expect((await devnet.run("members", "approve", proposal, "--member", member)).status).toBe(0);
  });

  it("is imported, goes on after a kill in the middle, and is the same at every member", async () => {
    const { rows } = readPlanFile(FILE);
    expect(rows).toHaveLength(RANGES);
    const inside = rows[RANGES / 3]?.start ?? "";
    const last = rows.at(-1)?.end ?? "";
    expect(await knownAt("alliance", inside)).toBe(false);

    const from = performance.now();
    await using interrupted = new SymbolonProcess(WORDS, { cwd: devnet.home });
    await until("a third is imported", () => knownAt("alliance", inside));
    expect(await interrupted.stop("SIGKILL")).toMatchObject({ signal: "SIGKILL" });
    expect(await knownAt("alliance", last)).toBe(false);
    const resumed = await devnet.json(...WORDS);
    expect(resumed).toMatchObject({ status: 0, answer: { imported: RANGES, batches: BATCHES } });
    const seconds = (performance.now() - from) / 1000;
    console.log(`imported ${RANGES} ranges in ${seconds.toFixed(1)} s, killed and resumed once`);

    const { height } = (await devnet.json("ledger", "status")).answer as { readonly height: number };
    const unchanged = await devnet.json(...WORDS);
    expect(unchanged).toMatchObject({ status: 0, answer: { imported: RANGES } });
    expect((await devnet.json("ledger", "status")).answer).toMatchObject({ height });
    for (const member of ["foundry", "campus"]) await until(`${member} has it all`, () => knownAt(member, last));
  });

  it("answers both ends of every range, member numbers lying above", async () => {
    const { rows } = readPlanFile(FILE);
    const ends = rows.flatMap(({ start, end, ...row }) => [
      { ...row, digits: start },
      { ...row, digits: end },
    ]);
    expect(ends.some(({ digits }) => digits === "447700900000")).toBe(true);
    const client = new NbchfClient({ baseUrl: devnet.member("campus").endpoints.bchf, timeoutMs: 60_000 });
    const from = performance.now();
    const items = await client.resolveMany(ends.map(({ digits }) => `msisdn-${digits}`));
    const seconds = (performance.now() - from) / 1000;
    console.log(`resolved ${items.length} ends of ranges in batches of 1,000 in ${seconds.toFixed(1)} s`);
    expect(items.map(told)).toEqual(ends.map(expected));
    const above = await client.resolve("msisdn-447700900450");
    expect(above).toMatchObject({ holder: "harbour", source: "ledger", ported: true });
    expect(await client.resolve("msisdn-447700900900")).toMatchObject({ holder: "O2", country: "44", source: "plan" });
    await expect(client.resolve("msisdn-99999999999")).rejects.toMatchObject({ code: "QUERY_REFUSED" });
  });
});
