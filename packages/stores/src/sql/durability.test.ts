import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAccounts, openTestStore, systemRandom, testAccount } from "../../test/test-store.ts";

const supi = "imsi-315010000100001";
const script = new URL("../../test/allocating-process.ts", import.meta.url).pathname;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "subscriber-store-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Lets a process allocate until it has given out `wanted` numbers, then kills it. @returns all numbers it printed */
function allocateAndKill(path: string, wanted: number): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, path, supi], { stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    let errors = "";
    child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
    child.stdout.on("data", (text: Buffer) => {
      printed += text.toString();
      if (printed.split("\n").length > wanted) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", (_code, signal) => {
      if (signal !== "SIGKILL") reject(new Error(`the process ended by itself: ${errors}`));
      // The last piece may be a torn line: numbers are compared only when whole.
      else resolve(printed.split("\n").slice(0, -1).map(Number));
    });
  });
}

describe("sequence numbers across kill -9", () => {
  it("never repeats a number and never goes back", { timeout: 30_000 }, async () => {
    const path = join(directory, "subscribers.db");
    {
      await using store = await openTestStore(path);
      await openAccounts(store, [testAccount("315010000100001")]);
    }
    const given = new Set<number>();
    let highest = 0;
    for (let round = 0; round < 3; round += 1) {
      const numbers = await allocateAndKill(path, 150);
      expect(numbers.length).toBeGreaterThanOrEqual(150);
      for (const number of numbers) {
        expect(given.has(number)).toBe(false);
        given.add(number);
      }
      expect(Math.min(...numbers)).toBeGreaterThan(highest);
      highest = Math.max(...numbers);
    }
    await using store = await openTestStore(path);
    const next = await store.authentication.allocate(supi, [systemRandom.bytes(16)], 1);
    expect(next).toMatchObject({ firstSeq: expect.any(Number) as number });
    expect((next as { firstSeq: number }).firstSeq).toBeGreaterThan(highest);
  });
});
