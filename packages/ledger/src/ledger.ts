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
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly blockTime: number;
  /** When the orderer was last heard: the newest of block time and signed heartbeats, same unit. */
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
  /** The canonical octets of a block as it is stored: what followers and archives are sent. */
  blockOctets(height: number): Uint8Array | undefined;
  /**
   * A proof document of the record under `key`, or of its absence, anchored in the newest signed header.
   * @param identifier the number that the record is said to hold: `imsi-...` or `msisdn-...`
   */
  prove(key: string, identifier?: string): Promise<Uint8Array>;
  /** A proof document of the transaction at a receipt's place, with its result. @throws RECORD_UNKNOWN */
  proveTransaction(height: number, index: number): Promise<Uint8Array>;
  /** Blocks from `fromHeight` on, then each new one, with heartbeats between; ends when `signal` aborts. */
  follow(fromHeight: number, signal: AbortSignal): AsyncIterable<Block | Heartbeat>;
  /** Calls `listener` after each commit. @returns a function that stops it */
  onCommit(listener: (block: Block) => void): () => void;
}
