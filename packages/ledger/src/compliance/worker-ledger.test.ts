import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { ledgerCompliance, systemTime, testSigner, validatorOf } from "@symbolon/testkit";
import { openEmbeddedLedger } from "../embedded/open-embedded-ledger.ts";
import { checkProof } from "./proof-check.ts";

ledgerCompliance("embedded, LMDB, thread of its own", async ({ genesis: genesisOf, ruleset, rulesetModule }) => {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-ledger-"));
  const signer = testSigner("EdDSA");
  const genesis = genesisOf([validatorOf(signer)], systemTime.now());
  const options = { genesis, directory, ruleset: rulesetModule };
  const modules = { ruleset, signer, clock: systemTime, timers: systemTime, log: silentLog };
  let ledger = await openEmbeddedLedger(options, modules);
  return {
    get ledger() {
      return ledger;
    },
    now: () => systemTime.now(),
    verifyProof: (document) => checkProof(document, ledger, genesis),
    restart: async () => {
      await ledger[Symbol.asyncDispose]();
      ledger = await openEmbeddedLedger(options, modules);
    },
    [Symbol.asyncDispose]: async () => {
      await ledger[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
});
