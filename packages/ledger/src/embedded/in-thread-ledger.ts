import type { Clock, Log } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { type Signer, verifySignature, verifySignatureAsync } from "@symbolon/crypto/signatures";
import type { Ruleset } from "@symbolon/state";
import { LocalEngine, type LocalEngineOptions } from "../engine/local-engine.ts";
import type { StateStore } from "../store/state-store.ts";
import type { Timers } from "../timers.ts";
import { EmbeddedLedger, type EmbeddedLedgerOptions } from "./embedded-ledger.ts";

export interface InThreadLedgerModules {
  /** Owned by the ledger from now on. */
  readonly store: StateStore;
  readonly ruleset: Ruleset;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** The embedded ledger within the calling thread: for tests, tools and small simulations. */
export async function openInThreadLedger(
  options: EmbeddedLedgerOptions & LocalEngineOptions,
  modules: InThreadLedgerModules,
): Promise<EmbeddedLedger> {
  const engine = new LocalEngine(options, { ...modules, sha256, verifySignature });
  return EmbeddedLedger.open(options, { ...modules, engine, sha256, verifySignature: verifySignatureAsync });
}
