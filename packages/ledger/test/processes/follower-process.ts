import { silentLog } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignatureAsync } from "@symbolon/crypto/signatures";
import { type BlockSource, decodeBlock, FollowerLedger, ledgerErrors, WorkerEngine } from "@symbolon/ledger";
import { systemTime, testRuleset, testRulesetModule } from "@symbolon/testkit/ledger";
import { readSetup } from "./process-setup.ts";

/** Follows the process that started it, which sends the octets of blocks; writes each height. Arguments: setup file, directory. */
const [setupFile = "", directory = ""] = process.argv.slice(2);

const arrived: Uint8Array[] = [];
let wake = () => {};
process.on("message", (octets: Uint8Array) => {
  arrived.push(octets);
  wake();
});
const source: BlockSource = {
  submit: () => Promise.reject(ledgerErrors.error("ORDERER_UNREACHABLE", "this follower only reads")),
  async *follow(fromHeight) {
    arrived.splice(0);
    process.send?.({ from: fromHeight });
    for (;;) {
      const octets = arrived.shift();
      if (octets !== undefined) yield decodeBlock(octets);
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  },
};

const { genesis } = await readSetup(setupFile);
const engine = await WorkerEngine.open({ genesis, directory, ruleset: testRulesetModule });
const time = { clock: systemTime, timers: systemTime };
const modules = {
  ...time,
  engine,
  source,
  ruleset: testRuleset,
  log: silentLog,
  sha256,
  verifySignature: verifySignatureAsync,
};
const ledger = await FollowerLedger.open({ genesis }, modules);
const tell = () => {
  const { height, headerHash, stateRoot, stopped } = ledger.status();
  process.stdout.write(`${JSON.stringify({ height, headerHash, stateRoot, stopped })}\n`);
};
tell();
ledger.onCommit(tell);
