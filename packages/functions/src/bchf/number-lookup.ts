import type { NumberKind } from "@symbolon/base";
import { keySpace, type OverlayRecord, overlayKey } from "@symbolon/contracts/numbers";
import { type ReadableState, readRecord } from "@symbolon/state";
import { RangeContents, type SharedContent } from "./range-contents.ts";
import type { RangeEndIndex } from "./range-end-index.ts";

/** A number as the ledger knows it: what it shares with its range, and what is its own. */
export interface NumberFound {
  readonly content: SharedContent;
  readonly overlay: OverlayRecord | undefined;
}

/** The contract's `findNumber` for the path of live signalling: the same record, found and decoded faster. */
export class NumberLookup {
  readonly #state: ReadableState;
  readonly #ends: RangeEndIndex | undefined;
  readonly #contents = new RangeContents();

  constructor(state: ReadableState, ends?: RangeEndIndex) {
    this.#state = state;
    this.#ends = ends;
  }

  /** `undefined` for a length outside 5..15 only: the whole space of each length is covered. @throws CORRUPT_RECORD */
  find(kind: NumberKind, digits: string): NumberFound | undefined {
    const space = keySpace("range", kind, digits.length);
    if (space === undefined) return undefined;
    const content = this.#readHinted(space.prefix, kind, digits) ?? this.#scan(space.prefix, space.end, digits);
    if (content === undefined) return undefined;
    const overlay =
      content.overlaid === true ? readRecord<OverlayRecord>(this.#state, overlayKey(kind, digits)) : undefined;
    return { content, overlay };
  }

  #readHinted(prefix: string, kind: NumberKind, digits: string): SharedContent | undefined {
    const end = this.#ends?.find(kind, digits);
    if (end === undefined) return undefined;
    const key = prefix + end;
    const octets = this.#state.get(key);
    const content = octets === undefined ? undefined : this.#contents.decode(key, octets, digits);
    if (content === undefined) this.#ends?.noteWrong();
    return content;
  }

  #scan(prefix: string, spaceEnd: string, digits: string): SharedContent | undefined {
    const entry = this.#state.range(prefix + digits, spaceEnd, 1)[0];
    return entry === undefined ? undefined : this.#contents.decode(entry.key, entry.value, digits);
  }
}
