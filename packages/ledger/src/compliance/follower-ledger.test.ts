import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignatureAsync } from "@symbolon/crypto/signatures";
import { ledgerCompliance, systemTime, testSigner, validatorOf } from "@symbolon/testkit";
import { openInThreadLedger } from "../embedded/in-thread-ledger.ts";
import { WorkerEngine } from "../engine/worker-engine.ts";
import { FollowerLedger } from "../follower/follower-ledger.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { checkProof } from "./proof-check.ts";

ledgerCompliance("follower of an embedded ledger", async ({ genesis: genesisOf, ruleset, rulesetModule }) => {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-follower-"));
  const signer = testSigner();
  const genesis = genesisOf([validatorOf(signer)], systemTime.now());
  const modules = { ruleset, clock: systemTime, timers: systemTime, log: silentLog };
  const orderer = await openInThreadLedger({ genesis }, { ...modules, store: new MemoryStore(), signer });
  const open = async () => {
    const engine = await WorkerEngine.open({ genesis, directory, ruleset: rulesetModule });
    const checks = { sha256, verifySignature: verifySignatureAsync };
    return FollowerLedger.open({ genesis }, { ...modules, ...checks, engine, source: orderer });
  };
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
      await orderer[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
});
