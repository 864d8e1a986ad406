import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignature } from "@symbolon/crypto/signatures";
import { LmdbStore, LocalEngine } from "@symbolon/ledger";
import { systemTime, testRuleset } from "@symbolon/testkit/ledger";
import { expect, it } from "vitest";
import { writeSetup } from "../processes/process-setup.ts";
import { runProgram } from "../processes/run-process.ts";

const LIMIT_BLOCKS = 4_000;

it("stops with a clear cause when the disk is full, keeps what had a receipt, and starts again with room", async () => {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-full-"));
  const [setupFile, ledger] = [join(directory, "setup.json"), join(directory, "ledger")];
  const { genesis } = await writeSetup(setupFile);
  const { lines, ended } = runProgram("load-process.ts", [setupFile, ledger, "full"], LIMIT_BLOCKS);
  await ended;
  const last = lines.at(-1) as { stopped?: { code: string }; code?: string; readable?: number };
  expect(last).toMatchObject({ stopped: { code: "STORE_FULL" }, code: "LEDGER_STOPPED" });
  const receipts = lines.slice(1, -1) as unknown as { idempotencyKey: string; height: number }[];
  expect(receipts.length).toBeGreaterThan(100);
  expect(last.readable).toBeGreaterThanOrEqual(Math.max(...receipts.map(({ height }) => height)));

  const store = new LmdbStore({ directory: ledger });
  const engine = new LocalEngine(
    { genesis },
    { store, ruleset: testRuleset, sha256, verifySignature, clock: systemTime },
  );
  const lost = receipts.filter(({ idempotencyKey }) => store.get(`transaction/alice/${idempotencyKey}`) === undefined);
  expect(lost).toEqual([]);
  const { height, time } = engine.head;
  const next = await engine.execute({ height: height + 1, time, transactionTexts: [], checkedSignatures: [] });
  expect(next.height).toBe(height + 1);
  await engine[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});
