import type { SignedTransaction } from "@symbolon/proofs";
import type { StateReader } from "@symbolon/state";
import type { Block, Heartbeat } from "./block.ts";
import type { Receipt } from "./receipt.ts";

/** What a driver can do; code asks for these by name, never for the driver. */
export interface LedgerCapabilities {
  /** This process decides the order of transactions. */
  readonly orders: boolean;
  /** Safe while fewer than a third of the ordering members are faulty. */
  readonly byzantineFaultTolerant: boolean;
  /** Blocks come from another member and are verified here. */
  readonly follows: boolean;
}

export interface LedgerStatus {
  readonly ledger: string;
  readonly engine: string;
  readonly height: number;
  readonly headerHash: string;
  readonly stateRoot: string;
  readonly blockTime: number;
  readonly freshAt: number;
  /** Set when the ledger has stopped itself: two chains seen, disk full, corrupt state. */
  readonly stopped?: { readonly code: string; readonly message: string };
}

/** Port: a ledger, whoever orders its blocks. */
export interface Ledger extends AsyncDisposable {
  readonly capabilities: LedgerCapabilities;
  readonly state: StateReader;
  /** Resolves when the transaction is committed and flushed; a refusal by a contract is a receipt, not a throw. @throws ledger errors when it was not admitted */
  submit(transaction: SignedTransaction): Promise<Receipt>;
  status(): LedgerStatus;
  block(height: number): Block | undefined;
  /** Blocks from `fromHeight` on, then each new one, with heartbeats between; ends when `signal` aborts. */
  follow(fromHeight: number, signal: AbortSignal): AsyncIterable<Block | Heartbeat>;
  /** Calls `listener` after each commit. @returns a function that stops it */
  onCommit(listener: (block: Block) => void): () => void;
}
