import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { sha256, verifySignature, verifySignatureAsync } from "@symbolon/crypto";
import { ledgerCompliance, systemTime, testSigner, validatorOf } from "@symbolon/testkit";
import { EmbeddedLedger } from "../embedded/embedded-ledger.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { LmdbStore } from "../store/lmdb-store.ts";

ledgerCompliance("embedded, LMDB", async ({ genesis: genesisOf, ruleset }) => {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-ledger-"));
  const signer = testSigner();
  const genesis = genesisOf([validatorOf(signer)], systemTime.now());
  const open = () => {
    const store = new LmdbStore({ directory });
    const modules = { store, ruleset, sha256, verifySignature, clock: systemTime };
    const engine = new LocalEngine({ genesis }, modules);
    return EmbeddedLedger.open(
      { genesis },
      {
        ...modules,
        timers: systemTime,
        engine,

        signer,
        log: silentLog,
        verifySignature: verifySignatureAsync,
      },
    );
  };
  let ledger = await open();
  return {
    get ledger() {
      return ledger;
    },
    now: () => systemTime.now(),
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
