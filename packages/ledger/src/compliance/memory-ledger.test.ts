import { silentLog } from "@symbolon/base";
import { sha256, verifySignature, verifySignatureAsync } from "@symbolon/crypto";
import { ledgerCompliance, systemTime, testSigner, validatorOf } from "@symbolon/testkit";
import { EmbeddedLedger } from "../embedded/embedded-ledger.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { MemoryStore } from "../store/memory-store.ts";

ledgerCompliance("embedded, memory", async ({ genesis: genesisOf, ruleset }) => {
  const signer = testSigner();
  const genesis = genesisOf([validatorOf(signer)], systemTime.now());
  const store = new MemoryStore();
  const modules = { store, ruleset, sha256, verifySignature, clock: systemTime };
  const engine = new LocalEngine({ genesis }, modules);
  const time = { clock: systemTime, timers: systemTime };
  const ledger = await EmbeddedLedger.open(
    { genesis },
    { ...modules, ...time, engine, signer, log: silentLog, verifySignature: verifySignatureAsync },
  );
  return { ledger, now: () => systemTime.now(), [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose]() };
});
