import { ledgerErrors } from "../errors.ts";
import type { MachineHead } from "../machine/executed-block.ts";
import { LmdbStore } from "../store/lmdb-store.ts";
import type { ReadableStore } from "../store/state-store.ts";
import type { BlockEngine, EngineOutcome, EngineProposal, SealedHeader } from "./block-engine.ts";
import { type EngineAnswered, EngineLink } from "./engine-link.ts";
import { type EngineCall, type EngineSetup, packProposal, unpackOutcome } from "./engine-messages.ts";

export interface WorkerEngineOptions extends EngineSetup {
  /** Module that the thread runs; for programs that are bundled into one file. */
  readonly threadModule?: URL;
}

/** The state machine in a thread of its own, so that execution and flushes never hold up signalling. */
export class WorkerEngine implements BlockEngine {
  readonly #link: EngineLink;
  readonly #readStore: LmdbStore;
  #head: MachineHead;

  /** @throws WORKER_FAILED, GENESIS_INVALID, GENESIS_MISMATCH, STATE_MISMATCH, STORE_CORRUPT */
  static async open(options: WorkerEngineOptions): Promise<WorkerEngine> {
    const { genesis, directory, ruleset, keepBlocks } = options;
    const setup = { genesis, directory, ruleset, ...(keepBlocks === undefined ? {} : { keepBlocks }) };
    const link = new EngineLink(options.threadModule ?? new URL("./engine-thread.ts", import.meta.url), setup);
    const { head } = await link.ready;
    try {
      return new WorkerEngine(link, head, new LmdbStore({ directory, readOnly: true }));
    } catch (cause) {
      await link.close();
      throw cause;
    }
  }

  private constructor(link: EngineLink, head: MachineHead, store: LmdbStore) {
    this.#link = link;
    this.#head = head;
    this.#readStore = store;
  }

  get head(): MachineHead {
    return this.#head;
  }

  get reader(): ReadableStore {
    return this.#readStore;
  }

  begin(): Promise<EngineOutcome> {
    return this.#outcome({ name: "begin" });
  }

  execute(proposal: EngineProposal): Promise<EngineOutcome> {
    return this.#outcome({ name: "execute", proposal: packProposal(proposal) });
  }

  async commit(sealed: SealedHeader): Promise<void> {
    await this.#call({ name: "commit", sealed });
  }

  async note(facts: ReadonlyMap<string, Uint8Array>): Promise<void> {
    await this.#call({ name: "note", facts });
  }

  async #outcome(call: EngineCall): Promise<EngineOutcome> {
    const { outcome } = await this.#call(call);
    if (outcome !== undefined) return unpackOutcome(outcome);
    throw ledgerErrors.error(
      "WORKER_FAILED",
      `the thread that executes blocks answered ${call.name} without an outcome`,
    );
  }

  async #call(call: EngineCall): Promise<EngineAnswered> {
    const answered = await this.#link.call(call);
    this.#head = answered.head;
    this.#readStore.refresh();
    return answered;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link.close();
    await this.#readStore[Symbol.asyncDispose]();
  }
}
