import type { NumberKind } from "@symbolon/base";
import { keySpace, type OverlayRecord, overlayKey } from "@symbolon/contracts/numbers";
import { type ReadableState, readRecord } from "@symbolon/state";
import { RangeContents, type SharedContent } from "./range-contents.ts";

/** A number as the ledger knows it: what it shares with its range, and what is its own. */
export interface NumberFound {
  readonly content: SharedContent;
  readonly overlay: OverlayRecord | undefined;
}

/** The contract's `findNumber` for the path of live signalling: the same record, decoded faster. */
export class NumberLookup {
  readonly #state: ReadableState;
  readonly #contents = new RangeContents();

  constructor(state: ReadableState) {
    this.#state = state;
  }

  /** `undefined` for a length outside 5..15 only: the whole space of each length is covered. @throws CORRUPT_RECORD */
  find(kind: NumberKind, digits: string): NumberFound | undefined {
    const space = keySpace("range", kind, digits.length);
    if (space === undefined) return undefined;
    const entry = this.#state.range(space.prefix + digits, space.end, 1)[0];
    if (entry === undefined) return undefined;
    const content = this.#contents.decode(entry.key, entry.value, digits.length);
    const overlay =
      content.overlaid === true ? readRecord<OverlayRecord>(this.#state, overlayKey(kind, digits)) : undefined;
    return { content, overlay };
  }
}
