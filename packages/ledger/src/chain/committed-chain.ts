import type { Log } from "@symbolon/base";
import { headerHash, type Sha256, type SignedHeader } from "@symbolon/proofs";
import { decodeBlock } from "../block-codec.ts";
import type { Block, Heartbeat } from "../block.ts";
import { readHeadBlock } from "../engine/stored-head.ts";
import { ledgerErrors } from "../errors.ts";
import type { DamagedRecord } from "../store/scrub.ts";
import type { ReadableStore } from "../store/state-store.ts";
import { proveInclusion, proveRecord } from "./prover.ts";
import { StoreStateReader } from "./store-state-reader.ts";

/** Blocks kept in memory as values, for those who follow closely. */
export const MAX_RECENT_BLOCKS = 8;

export interface CommittedChainModules {
  readonly reader: ReadableStore;
  readonly sha256: Sha256;
  readonly log: Log;
}

/** The blocks that this node has committed, as others read and follow them. */
export class CommittedChain {
  readonly state: StoreStateReader;
  readonly #modules: CommittedChainModules;
  readonly #listeners = new Set<(block: Block) => void>();
  readonly #recent = new Map<number, Block>();
  readonly #waiting = new Set<() => void>();
  #head: SignedHeader;
  #headHash: string;
  #heartbeat: Heartbeat | undefined;
  #freshAt: number;

  /** @throws STATE_MISMATCH, BLOCK_MALFORMED */
  constructor(modules: CommittedChainModules) {
    this.#modules = modules;
    this.state = new StoreStateReader(modules.reader);
    const { header, signature } = this.#remember(readHeadBlock(modules.reader, this.state.machineHead()));
    this.#head = { header, signature };
    this.#headHash = headerHash(header, modules.sha256);
    this.#freshAt = this.state.head().freshAt;
  }

  get head(): SignedHeader {
    return this.#head;
  }

  get headHash(): string {
    return this.#headHash;
  }

  /** When the orderer was last heard, milliseconds since 1970-01-01T00:00:00Z. */
  get freshAt(): number {
    return this.#freshAt;
  }

  get heartbeat(): Heartbeat | undefined {
    return this.#heartbeat;
  }

  /** @throws BLOCK_MALFORMED, STORE_CORRUPT */
  block(height: number): Block | undefined {
    const recent = this.#recent.get(height);
    if (recent !== undefined) return recent;
    const octets = this.blockOctets(height);
    return octets === undefined ? undefined : this.#remember(decodeBlock(octets));
  }

  blockOctets(height: number): Uint8Array | undefined {
    return height > this.#head.header.height ? undefined : this.#modules.reader.block(height);
  }

  /** Facts for the store, so that damaged records stay refused after a restart. @throws STORE_CORRUPT when too much is damaged */
  refuse(records: readonly DamagedRecord[]): ReadonlyMap<string, Uint8Array> {
    this.state.refuse(records.map(({ key }) => key));
    const facts = [...this.state.quarantine.facts()];
    return new Map(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
  }

  /** @throws STORE_CORRUPT, STATE_MISMATCH */
  prove(key: string, identifier?: string): Uint8Array {
    const modules = { ...this.#modules, state: this.state };
    return proveRecord(key, identifier, modules, (height) => {
      const block = this.#recent.get(height);
      const heartbeat = this.#heartbeat?.height === height ? this.#heartbeat : undefined;
      return block === undefined ? undefined : { block, heartbeat };
    });
  }

  /** @throws RECORD_UNKNOWN */
  proveTransaction(height: number, index: number): Uint8Array {
    return proveInclusion(this.#stored(height), index, this.#modules.sha256);
  }

  /** Takes note of a block that the engine has committed. */
  advance(block: Block): void {
    this.#head = { header: block.header, signature: block.signature };
    this.#headHash = headerHash(block.header, this.#modules.sha256);
    this.#freshAt = Math.max(this.#freshAt, block.header.time);
    this.#remember(block);
    for (const listener of this.#listeners) this.#call(listener, block);
    this.#wake();
  }

  hear(heartbeat: Heartbeat): void {
    this.#heartbeat = heartbeat;
    this.#freshAt = Math.max(this.#freshAt, heartbeat.time);
    this.#wake();
  }

  onCommit(listener: (block: Block) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when a block or heartbeat was added, or `signal` aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      if (signal.aborted) {
        resolve();
        return;
      }
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  /** Blocks as they are stored, at the consumer's pace; nothing is queued for a slow one. @throws RECORD_UNKNOWN when blocks were pruned */
  async *follow(fromHeight: number, signal: AbortSignal): AsyncGenerator<Block | Heartbeat, void, undefined> {
    let next = fromHeight;
    let last: Heartbeat | undefined;
    while (!signal.aborted) {
      if (next <= this.#head.header.height) {
        yield this.#stored(next);
        next += 1;
      } else if (this.#heartbeat !== last && this.#heartbeat?.height === next - 1) {
        last = this.#heartbeat;
        yield last;
      } else await this.changed(signal);
    }
  }

  #stored(height: number): Block {
    const block = this.block(height);
    if (block !== undefined) return block;
    throw ledgerErrors.error("RECORD_UNKNOWN", `block ${height} is not kept here`, { details: { height } });
  }

  #call(listener: (block: Block) => void, block: Block): void {
    try {
      listener(block);
    } catch (cause) {
      this.#modules.log.error("ledger.listener-failed", { height: block.header.height, cause: String(cause) });
    }
  }

  #remember(block: Block): Block {
    this.#recent.set(block.header.height, block);
    if (this.#recent.size > MAX_RECENT_BLOCKS) this.#recent.delete(this.#recent.keys().next().value as number);
    return block;
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
