import { parentPort, workerData } from "node:worker_threads";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignature } from "@symbolon/crypto/signatures";
import { ledgerErrors } from "../errors.ts";
import { LmdbStore } from "../store/lmdb-store.ts";
import type { EngineOutcome } from "./block-engine.ts";
import {
  type EngineAnswer,
  type EngineCall,
  type EngineSetup,
  packOutcome,
  transferError,
  unpackProposal,
} from "./engine-messages.ts";
import { LocalEngine } from "./local-engine.ts";
import { loadRuleset } from "./ruleset-module.ts";

const port = parentPort;
if (port === null) throw ledgerErrors.error("WORKER_FAILED", "engine-thread.ts runs as a worker thread only");

function answer(message: EngineAnswer): void {
  port?.postMessage(message);
}

async function open(setup: EngineSetup): Promise<LocalEngine> {
  const ruleset = await loadRuleset(setup.ruleset);
  const store = new LmdbStore({ directory: setup.directory });
  try {
    return new LocalEngine(setup, { store, ruleset, sha256, verifySignature, clock: performanceClock });
  } catch (cause) {
    await store[Symbol.asyncDispose]();
    throw cause;
  }
}

const performanceClock = { monotonic: () => performance.now() };

async function call(engine: LocalEngine, request: EngineCall): Promise<EngineOutcome | undefined> {
  let outcome: EngineOutcome | undefined;
  switch (request.name) {
    case "begin":
      outcome = await engine.begin();
      break;
    case "execute":
      outcome = await engine.execute(unpackProposal(request.proposal));
      break;
    case "commit":
      await engine.commit(request.sealed);
      break;
    case "note":
      await engine.note(request.facts);
      break;
    case "close":
      await engine[Symbol.asyncDispose]();
      break;
  }
  return outcome;
}

async function serve(engine: LocalEngine, request: EngineCall): Promise<void> {
  try {
    const outcome = await call(engine, request);
    answer(outcome === undefined ? { head: engine.head } : { head: engine.head, outcome: packOutcome(outcome) });
  } catch (cause) {
    answer({ error: transferError(cause) });
  }
  if (request.name === "close") port?.close();
}

try {
  const engine = await open(workerData as EngineSetup);
  port.on("message", (request: EngineCall) => void serve(engine, request));
  answer({ head: engine.head });
} catch (cause) {
  answer({ error: transferError(cause) });
}
