import { silentLog } from "@symbolon/base";
import { ledgerCompliance, systemTime, testSigner, validatorOf } from "@symbolon/testkit";
import { openInThreadLedger } from "../embedded/in-thread-ledger.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { checkProof } from "./proof-check.ts";

ledgerCompliance("embedded, memory", async ({ genesis: genesisOf, ruleset }) => {
  const signer = testSigner();
  const genesis = genesisOf([validatorOf(signer)], systemTime.now());
  const time = { clock: systemTime, timers: systemTime };
  const ledger = await openInThreadLedger(
    { genesis },
    { store: new MemoryStore(), ruleset, signer, ...time, log: silentLog },
  );
  return {
    ledger,
    now: () => systemTime.now(),
    verifyProof: (document) => checkProof(document, ledger, genesis),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
});
