import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@symbolon/crypto/hash";
import { ledgerIdentifier } from "@symbolon/ledger";
import { scriptTransaction, type Step } from "@symbolon/testkit/ledger";
import fc from "fast-check";
import { expect, it } from "vitest";
import { writeSetup, type ProcessSetup } from "../processes/process-setup.ts";
import { runProgram } from "../processes/run-process.ts";

const TRANSACTIONS = 10_000;
const MAX_PER_BLOCK = 120;

const key = fc.stringMatching(/^item\/[a-e]{1,3}$/);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant("put" as const), key, value: fc.stringMatching(/^[a-z]{1,20}$/) }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("delete" as const), key }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("get" as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant("range" as const),
      start: key,
      end: key,
      limit: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { op: "refuse" } as const,
      { op: "fail" } as const,
      { op: "swallow" } as const,
      { op: "about" } as const,
    ),
  },
);

/** Blocks of random calls, repetitions, reused keys and forgeries among them. */
async function history({ genesis, alice }: ProcessSetup): Promise<string> {
  const ledger = ledgerIdentifier(genesis, sha256);
  const scripts = fc.sample(fc.array(step, { maxLength: 12 }), { numRuns: TRANSACTIONS, seed: 7 });
  const sizes = fc.sample(fc.integer({ min: 1, max: MAX_PER_BLOCK }), { numRuns: TRANSACTIONS, seed: 8 });
  const lines: string[] = [];
  for (let from = 0; from < TRANSACTIONS;) {
    const size = sizes[lines.length] as number;
    const time = genesis.time + lines.length * 1_000;
    const calls = scripts.slice(from, from + size);
    const transactions = await Promise.all(
      calls.map((steps, n) => {
        const number = from + n;
        const idempotencyKey = `request-${number % 97 === 0 ? number >> 1 : number}`;
        return scriptTransaction(alice, { ledger, createdAt: time, idempotencyKey }, steps);
      }),
    );
    if (lines.length % 10 === 3) transactions.push({ ...transactions[0], createdAt: 1 } as never, null as never);
    lines.push(JSON.stringify({ time, transactions }));
    from += size;
  }
  return `${lines.join("\n")}\n`;
}

it("gives the same roots after every block in two processes, on memory and on LMDB", async () => {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-determinism-"));
  const setupFile = join(directory, "setup.json");
  const historyFile = join(directory, "history.jsonl");
  await writeFile(historyFile, await history(await writeSetup(setupFile)));
  const programs = [
    runProgram("replay-process.ts", [setupFile, historyFile]),
    runProgram("replay-process.ts", [setupFile, historyFile, join(directory, "ledger")]),
  ];
  await Promise.all(programs.map(({ ended }) => ended));
  const [first, second] = programs.map(({ lines }) => lines);
  expect(first?.length).toBeGreaterThan(TRANSACTIONS / MAX_PER_BLOCK);
  expect(second).toEqual(first);
  expect(new Set(first?.map(({ stateRoot }) => stateRoot)).size).toBe(first?.length);
  await rm(directory, { recursive: true });
});
