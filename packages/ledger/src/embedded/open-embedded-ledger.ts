import type { Clock, Log } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { type Signer, verifySignatureAsync } from "@symbolon/crypto/signatures";
import type { Ruleset } from "@symbolon/state";
import { WorkerEngine, type WorkerEngineOptions } from "../engine/worker-engine.ts";
import type { Timers } from "../timers.ts";
import { EmbeddedLedger, type EmbeddedLedgerOptions } from "./embedded-ledger.ts";

export interface OpenEmbeddedLedgerModules {
  /** The same that the options' module exports. */
  readonly ruleset: Ruleset;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** The embedded ledger as a member runs it: LMDB in a directory, execution in a thread of its own. */
export async function openEmbeddedLedger(
  options: WorkerEngineOptions & EmbeddedLedgerOptions,
  modules: OpenEmbeddedLedgerModules,
): Promise<EmbeddedLedger> {
  const engine = await WorkerEngine.open(options);
  try {
    return await EmbeddedLedger.open(options, { ...modules, engine, sha256, verifySignature: verifySignatureAsync });
  } catch (cause) {
    await engine[Symbol.asyncDispose]();
    throw cause;
  }
}
