import type { Log } from "@symbolon/base";
import { headerHash, type Sha256, type SignedHeader } from "@symbolon/proofs";
import { decodeBlock } from "../block-codec.ts";
import type { Block, Heartbeat } from "../block.ts";
import { readHeadBlock } from "../engine/stored-head.ts";
import { ledgerErrors } from "../errors.ts";
import type { ReadableStore } from "../store/state-store.ts";
import { StoreStateReader } from "./store-state-reader.ts";

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
  readonly #waiting = new Set<() => void>();
  #head: SignedHeader;
  #headHash: string;
  #heartbeat: Heartbeat | undefined;

  /** @throws STATE_MISMATCH, BLOCK_MALFORMED */
  constructor(modules: CommittedChainModules) {
    this.#modules = modules;
    this.state = new StoreStateReader(modules.reader);
    const { header, signature } = readHeadBlock(modules.reader, this.state.machineHead());
    this.#head = { header, signature };
    this.#headHash = headerHash(header, modules.sha256);
  }

  get head(): SignedHeader {
    return this.#head;
  }

  get headHash(): string {
    return this.#headHash;
  }

  get heartbeat(): Heartbeat | undefined {
    return this.#heartbeat;
  }

  /** @throws BLOCK_MALFORMED, STORE_CORRUPT */
  block(height: number): Block | undefined {
    const octets = this.blockOctets(height);
    return octets === undefined ? undefined : decodeBlock(octets);
  }

  blockOctets(height: number): Uint8Array | undefined {
    return height > this.#head.header.height ? undefined : this.#modules.reader.block(height);
  }

  /** Takes note of a block that the engine has committed. */
  advance(block: Block): void {
    this.#head = { header: block.header, signature: block.signature };
    this.#headHash = headerHash(block.header, this.#modules.sha256);
    for (const listener of this.#listeners) this.#call(listener, block);
    this.#wake();
  }

  hear(heartbeat: Heartbeat): void {
    this.#heartbeat = heartbeat;
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

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
