import type { Clock } from "@symbolon/base";
import { encodeBlock } from "../block-codec.ts";
import { ledgerErrors } from "../errors.ts";
import type { ExecutedBlock, MachineHead } from "../machine/executed-block.ts";
import { StateMachine, type StateMachineModules, type StateMachineOptions } from "../machine/state-machine.ts";
import type { BlockEngine, EngineOutcome, EngineProposal, SealedHeader } from "./block-engine.ts";
import { checkStoredHead } from "./stored-head.ts";

const nothing: ReadonlyMap<string, undefined> = new Map<string, undefined>();

export interface LocalEngineModules extends StateMachineModules {
  /** For durations only. */
  readonly clock: Pick<Clock, "monotonic">;
}

/** The state machine in the calling thread. Owns its store. */
export class LocalEngine implements BlockEngine {
  readonly #machine: StateMachine;
  readonly #modules: LocalEngineModules;
  #executed: ExecutedBlock | undefined;

  /** @throws GENESIS_INVALID, GENESIS_MISMATCH, STATE_MISMATCH, STORE_CORRUPT */
  constructor(options: StateMachineOptions, modules: LocalEngineModules) {
    this.#machine = new StateMachine(options, modules);
    this.#modules = modules;
    checkStoredHead(modules.store, this.#machine.info());
  }

  get head(): MachineHead {
    return this.#machine.info();
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
    this.#machine.commit(executed, { block: encodeBlock({ ...executed, ...sealed }) });
  }

  async note(facts: ReadonlyMap<string, Uint8Array>): Promise<void> {
    this.#modules.store.commit({ height: this.head.height, state: nothing, tree: nothing, meta: facts });
  }

  #keep(execute: () => ExecutedBlock): EngineOutcome {
    const startedAt = this.#modules.clock.monotonic();
    const executed = execute();
    this.#executed = executed;
    const { height, time, results, transactionsRoot, resultsRoot, stateRoot } = executed;
    const failures = executed.failures.map(({ index, cause }) => ({ index, message: describe(cause) }));
    const milliseconds = this.#modules.clock.monotonic() - startedAt;
    return { height, time, results, transactionsRoot, resultsRoot, stateRoot, failures, milliseconds };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#modules.store[Symbol.asyncDispose]();
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
