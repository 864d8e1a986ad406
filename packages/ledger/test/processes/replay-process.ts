import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignature } from "@symbolon/crypto/signatures";
import { LmdbStore, MemoryStore, StateMachine } from "@symbolon/ledger";
import { testRuleset } from "@symbolon/testkit/ledger";
import { readSetup } from "./process-setup.ts";

/** Executes blocks, one per line of a file, and writes the roots after each. Arguments: setup file, history file, directory or nothing. */
const [setupFile = "", historyFile = "", directory] = process.argv.slice(2);

const { genesis } = await readSetup(setupFile);
await using store = directory === undefined ? new MemoryStore() : new LmdbStore({ directory });
const machine = new StateMachine({ genesis }, { store, ruleset: testRuleset, sha256, verifySignature });
machine.commit(machine.executeGenesis());
for await (const line of createInterface({ input: createReadStream(historyFile) })) {
  const { time, transactions } = JSON.parse(line) as { time: number; transactions: unknown[] };
  const executed = machine.execute({ height: machine.info().height + 1, time, transactions });
  machine.commit(executed);
  const { height, stateRoot, resultsRoot } = executed;
  process.stdout.write(`${JSON.stringify({ height, stateRoot, resultsRoot })}\n`);
}
