import { openEmbeddedLedger } from "@symbolon/ledger";
import { silentLog } from "@symbolon/base";
import { scriptTransaction, systemTime, testRuleset, testRulesetModule } from "@symbolon/testkit/ledger";
import { readSetup } from "./process-setup.ts";

/** Writes one line per receipt; runs until it is killed or the ledger stops. Arguments: setup file, directory, name of the run. */
const [setupFile = "", directory = "", name = ""] = process.argv.slice(2);
const IN_FLIGHT = 24;

const { genesis, orderer, alice } = await readSetup(setupFile);
const time = { clock: systemTime, timers: systemTime };
const modules = { ruleset: testRuleset, signer: orderer, ...time, log: silentLog };
const ledger = await openEmbeddedLedger({ genesis, directory, ruleset: testRulesetModule }, modules);
let count = 0;

async function submitForEver(): Promise<void> {
  for (;;) {
    const idempotencyKey = `${name}-${(count += 1)}`;
    const place = { ledger: ledger.status().ledger, createdAt: systemTime.now(), idempotencyKey };
    const steps = [
      { op: "put", key: `item/${idempotencyKey}`, value: `value of ${idempotencyKey} ${"x".repeat(200)}` },
      { op: "put", key: `item/${count % 50}`, value: idempotencyKey },
    ] as const;
    const { id, height, index } = await ledger.submit(await scriptTransaction(alice, place, steps));
    process.stdout.write(`${JSON.stringify({ idempotencyKey, id, height, index })}\n`);
  }
}

process.stdout.write(`${JSON.stringify({ open: ledger.status() })}\n`);
try {
  await Promise.all(Array.from({ length: IN_FLIGHT }, submitForEver));
} catch (cause) {
  const readable = ledger.state.head().height;
  process.stdout.write(
    `${JSON.stringify({ stopped: ledger.status().stopped, code: (cause as { code?: string }).code, readable })}\n`,
  );
}
await ledger[Symbol.asyncDispose]();
