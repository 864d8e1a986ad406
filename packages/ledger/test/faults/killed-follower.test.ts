import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { type EmbeddedLedger, MemoryStore, openInThreadLedger } from "@symbolon/ledger";
import { eventually } from "@symbolon/testkit";
import { scriptTransaction, systemTime, testRuleset } from "@symbolon/testkit/ledger";
import { expect, it } from "vitest";
import { writeSetup } from "../processes/process-setup.ts";
import { runProgram } from "../processes/run-process.ts";

const BLOCKS = 400;
const KILLS = 6;
const DEADLINE_MS = 120_000;

function follower(ledger: EmbeddedLedger, args: readonly string[]) {
  const program = runProgram("follower-process.ts", args);
  program.child.on("message", ({ from }: { from: number }) => {
    for (let height = from; height <= ledger.status().height; height += 1) {
      if (program.child.connected) program.child.send(ledger.blockOctets(height) as Uint8Array, () => {});
    }
  });
  return program;
}

it("catches up after kill -9 at any moment of its way", async () => {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-follower-"));
  const [setupFile, copy] = [join(directory, "setup.json"), join(directory, "copy")];
  const { genesis, orderer, alice } = await writeSetup(setupFile);
  const modules = { ruleset: testRuleset, signer: orderer, clock: systemTime, timers: systemTime, log: silentLog };
  const ledger = await openInThreadLedger({ genesis }, { ...modules, store: new MemoryStore() });
  for (let n = 0; n < BLOCKS; n += 1) {
    const place = { ledger: ledger.status().ledger, createdAt: systemTime.now(), idempotencyKey: `request-${n}` };
    await ledger.submit(
      await scriptTransaction(alice, place, [{ op: "put", key: `item/${n % 30}`, value: String(n) }]),
    );
  }
  let height = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, lines, ready, ended } = follower(ledger, [setupFile, copy]);
    expect((await ready)["height"]).toBeGreaterThanOrEqual(height);
    const timer = setTimeout(() => child.kill("SIGKILL"), randomInt(60));
    await ended;
    clearTimeout(timer);
    height = (lines.at(-1) as { height: number }).height;
  }
  const last = follower(ledger, [setupFile, copy]);
  const { headerHash, stateRoot } = ledger.status();
  await eventually(() => last.lines.at(-1)?.["height"] === BLOCKS, DEADLINE_MS);
  expect(last.lines.at(-1)).toEqual({ height: BLOCKS, headerHash, stateRoot });
  last.child.kill("SIGKILL");
  await last.ended;
  await ledger[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});
