import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { ledgerCompliance, systemTime, testSigner, validatorOf } from "@symbolon/testkit";
import { openInThreadLedger } from "../embedded/in-thread-ledger.ts";
import { LmdbStore } from "../store/lmdb-store.ts";
import { checkProof } from "./proof-check.ts";

ledgerCompliance("embedded, LMDB", async ({ genesis: genesisOf, ruleset }) => {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-ledger-"));
  const signer = testSigner();
  const genesis = genesisOf([validatorOf(signer)], systemTime.now());
  const modules = { ruleset, signer, clock: systemTime, timers: systemTime, log: silentLog };
  const open = () => openInThreadLedger({ genesis }, { ...modules, store: new LmdbStore({ directory }) });
  let ledger = await open();
  return {
    get ledger() {
      return ledger;
    },
    now: () => systemTime.now(),
    verifyProof: (document) => checkProof(document, ledger, genesis),
    restart: async () => {
      await ledger[Symbol.asyncDispose]();
      ledger = await open();
    },
    [Symbol.asyncDispose]: async () => {
      await ledger[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
});
