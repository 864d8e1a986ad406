import type { StateHead, StateReader } from "@symbolon/state";

/** The head of the copy, asked once for each synchronous run: reads of one run see one height, and asking costs two reads. */
export class TurnHead {
  readonly #state: Pick<StateReader, "head">;
  #head: StateHead | undefined;
  readonly #forget = () => {
    this.#head = undefined;
  };

  constructor(state: Pick<StateReader, "head">) {
    this.#state = state;
  }

  read(): StateHead {
    if (this.#head === undefined) {
      this.#head = this.#state.head();
      queueMicrotask(this.#forget);
    }
    return this.#head;
  }
}
