import type { NumberKind } from "@symbolon/base";
import { keySpace } from "@symbolon/contracts/numbers";
import type { ReadableState } from "@symbolon/state";

/** Whether there is plan data at all for numbers of a kind and length, asked once for each height: most alliances import none. */
export class PlanPresence {
  readonly #state: ReadableState;
  #height = -1;
  readonly #known = new Map<NumberKind, (boolean | undefined)[]>();

  constructor(state: ReadableState) {
    this.#state = state;
  }

  exist(kind: NumberKind, length: number, height: number): boolean {
    if (height !== this.#height) {
      this.#height = height;
      this.#known.clear();
    }
    let ofKind = this.#known.get(kind);
    if (ofKind === undefined) this.#known.set(kind, (ofKind = []));
    return (ofKind[length] ??= this.#read(kind, length));
  }

  #read(kind: NumberKind, length: number): boolean {
    const space = keySpace("plan", kind, length);
    return space !== undefined && this.#state.range(space.prefix, space.end, 1).length > 0;
  }
}
