import type { Clock } from "@symbolon/base";
import { encodeBlock } from "../block-codec.ts";
import { ledgerErrors } from "../errors.ts";
import type { ExecutedBlock, MachineHead } from "../machine/executed-block.ts";
import { StateMachine, type StateMachineModules, type StateMachineOptions } from "../machine/state-machine.ts";
import type { ReadableStore } from "../store/state-store.ts";
import type { BlockEngine, EngineOutcome, EngineProposal, SealedHeader } from "./block-engine.ts";
import { checkStoredHead } from "./stored-head.ts";

const nothing: ReadonlyMap<string, undefined> = new Map<string, undefined>();

export interface LocalEngineModules extends StateMachineModules {
  /** For durations only. */
  readonly clock: Pick<Clock, "monotonic">;
}

export interface LocalEngineOptions extends StateMachineOptions {
  /** Blocks kept behind the newest; all of them when absent. */
  readonly keepBlocks?: number;
}

/** The state machine in the calling thread. Owns its store. */
export class LocalEngine implements BlockEngine {
  readonly #machine: StateMachine;
  readonly #modules: LocalEngineModules;
  readonly #keepBlocks: number;
  #executed: ExecutedBlock | undefined;

  /** @throws GENESIS_INVALID, GENESIS_MISMATCH, STATE_MISMATCH, STORE_CORRUPT */
  constructor(options: LocalEngineOptions, modules: LocalEngineModules) {
    this.#machine = new StateMachine(options, modules);
    this.#modules = modules;
    this.#keepBlocks = options.keepBlocks ?? Infinity;
    checkStoredHead(modules.store, this.#machine.info());
  }

  get head(): MachineHead {
    return this.#machine.info();
  }

  get reader(): ReadableStore {
    return this.#modules.store;
  }

  async begin(): Promise<EngineOutcome> {
    return this.#keep(() => this.#machine.executeGenesis());
  }

  async execute(proposal: EngineProposal): Promise<EngineOutcome> {
    return this.#keep(() => {
      this.#machine.acceptSignatures(proposal.checkedSignatures);
      const transactions = proposal.transactionTexts.map((text) => JSON.parse(text) as unknown);
      return this.#machine.execute({ height: proposal.height, time: proposal.time, transactions });
    });
  }

  async commit(sealed: SealedHeader): Promise<void> {
    const executed = this.#executed;
    if (executed === undefined || executed.height !== sealed.header.height) {
      throw ledgerErrors.error("STATE_MISMATCH", `block ${sealed.header.height} was not executed before its commit`);
    }
    this.#executed = undefined;
    const pruneBlocksBelow = Math.max(0, executed.height + 1 - this.#keepBlocks);
    this.#machine.commit(executed, { block: encodeBlock({ ...executed, ...sealed }), pruneBlocksBelow });
  }

  async note(facts: ReadonlyMap<string, Uint8Array>): Promise<void> {
    this.#modules.store.commit({ height: this.head.height, state: nothing, tree: nothing, meta: facts });
  }

  #keep(execute: () => ExecutedBlock): EngineOutcome {
    const startedAt = this.#modules.clock.monotonic();
    const executed = execute();
    this.#executed = executed;
    const { height, time, resultTexts, transactionsRoot, resultsRoot, stateRoot } = executed;
    const failures = executed.failures.map(({ index, cause }) => ({ index, message: describe(cause) }));
    const milliseconds = this.#modules.clock.monotonic() - startedAt;
    return { height, time, resultTexts, transactionsRoot, resultsRoot, stateRoot, failures, milliseconds };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#modules.store[Symbol.asyncDispose]();
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
