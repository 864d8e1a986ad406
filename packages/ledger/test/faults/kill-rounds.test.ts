import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { killRounds } from "../processes/kill-rounds.ts";

const ROUNDS = 25;

it(`loses nothing that had a receipt when it is killed ${ROUNDS} times under load`, async () => {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-kill-"));
  const report = await killRounds(ROUNDS, {
    setup: join(directory, "setup.json"),
    directory: join(directory, "ledger"),
  });
  expect(report.wrong).toEqual([]);
  expect(report.receipts).toBeGreaterThan(ROUNDS);
  await rm(directory, { recursive: true });
});
