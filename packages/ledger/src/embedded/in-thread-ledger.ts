import type { Clock, Log } from "@symbolon/base";
import { sha256, type Signer, verifySignature, verifySignatureAsync } from "@symbolon/crypto";
import type { Genesis, Ruleset } from "@symbolon/state";
import { LocalEngine } from "../engine/local-engine.ts";
import type { StateStore } from "../store/state-store.ts";
import type { Timers } from "../timers.ts";
import { EmbeddedLedger } from "./embedded-ledger.ts";

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
  options: { readonly genesis: Genesis; readonly keepBlocks?: number },
  modules: InThreadLedgerModules,
): Promise<EmbeddedLedger> {
  const engine = new LocalEngine(options, { ...modules, sha256, verifySignature });
  return EmbeddedLedger.open(options, { ...modules, engine, sha256, verifySignature: verifySignatureAsync });
}
