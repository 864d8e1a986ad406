import { type Log, SymbolonError } from "@symbolon/base";
import { ledgerErrors } from "../errors.ts";
import type { LedgerStatus } from "../ledger.ts";
import type { CommittedChain } from "./committed-chain.ts";

/** Whether a ledger still takes transactions, and why not. */
export class LedgerLife {
  readonly #log: Log;
  #cause: NonNullable<LedgerStatus["stopped"]> | undefined;
  #closed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  get cause(): LedgerStatus["stopped"] {
    return this.#cause;
  }

  get stopped(): boolean {
    return this.#cause !== undefined;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The first cause stands. */
  stop(cause: unknown): void {
    if (this.#cause !== undefined) return;
    const code = cause instanceof SymbolonError ? cause.code : "INTERNAL";
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#cause = { code, message };
    this.#log.error("ledger.stopped", { code, message });
  }

  close(): void {
    this.#closed = true;
  }

  /** @throws LEDGER_STOPPED, LEDGER_CLOSED */
  assertRunning(): void {
    if (this.stopped || this.#closed) throw this.refusal();
  }

  /** Why a transaction is not taken, or no longer waited for. */
  refusal(): SymbolonError {
    if (this.#cause === undefined) {
      return ledgerErrors.error("LEDGER_CLOSED", "the ledger was closed before the transaction was seen in a block");
    }
    const { code, message } = this.#cause;
    return ledgerErrors.error("LEDGER_STOPPED", `the ledger has stopped itself (${code}): ${message}`, {
      details: { cause: code },
    });
  }
}

/** What a ledger says of itself. */
export function chainStatus(chain: CommittedChain, engine: string, life: LedgerLife): LedgerStatus {
  const { ledger, height, stateRoot, time } = chain.head.header;
  const { freshAt } = chain;
  const status = { ledger, engine, height, headerHash: chain.headHash, stateRoot, blockTime: time, freshAt };
  return life.cause === undefined ? status : { ...status, stopped: life.cause };
}

/** Why a ledger with these records takes no more blocks: what it executed on them would differ from others. */
export function damageError(keys: readonly string[]): SymbolonError {
  const [first] = keys;
  const more = keys.length > 1 ? ` and ${keys.length - 1} more` : "";
  return ledgerErrors.error("STORE_CORRUPT", `the record ${first}${more} is not what the state tree vouches for`, {
    details: { keys },
  });
}

/** Why a ledger does not go on that was started anew with records that were found damaged before. */
export function damagedBefore(count: number): SymbolonError {
  return ledgerErrors.error("STORE_CORRUPT", `${count} damaged records were found before this start`);
}
