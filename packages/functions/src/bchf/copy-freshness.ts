import type { Clock } from "@symbolon/base";
import type { StateHead, StateReader } from "@symbolon/state";
import { functionErrors } from "../errors.ts";

export interface CopyFreshnessOptions {
  /** Milliseconds after which a copy that heard nothing from the orderer is too far behind. */
  readonly maxAge?: number;
}

export interface CopyFreshnessModules {
  readonly state: Pick<StateReader, "head">;
  readonly clock: Clock;
}

/** Six heartbeats of the orderer. */
export const DEFAULT_MAX_COPY_AGE_MS = 30_000;

/** How old this member's copy of the ledger is, by the newest block or heartbeat. */
export class CopyFreshness {
  readonly #maxAge: number;
  readonly #modules: CopyFreshnessModules;

  /** @throws FUNCTION_OPTION_INVALID */
  constructor({ maxAge = DEFAULT_MAX_COPY_AGE_MS }: CopyFreshnessOptions, modules: CopyFreshnessModules) {
    if (!(maxAge > 0))
      throw functionErrors.error("FUNCTION_OPTION_INVALID", `maxAge must be above 0 ms, it is ${maxAge}`);
    this.#maxAge = maxAge;
    this.#modules = modules;
  }

  /** Seconds until the copy counts as too far behind; negative when it does already. */
  secondsLeft(): number {
    return this.#left(this.#modules.state.head()) / 1000;
  }

  /** True while a copy that stands at `head` may be answered from. */
  covers(head: StateHead): boolean {
    return this.#left(head) >= 0;
  }

  #left({ freshAt }: StateHead): number {
    return freshAt + this.#maxAge - this.#modules.clock.now();
  }
}
