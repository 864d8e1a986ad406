import { decodeRecord } from "@symbolon/state";
import type { RangeContent, RangeRecord } from "@symbolon/contracts/numbers";

/** Different contents kept decoded. An alliance has some for each member, tariff and period. */
export const MAX_RANGE_CONTENTS = 20_000;

/** What all numbers of a range have in common, without where the range begins and ends. */
export type SharedContent = RangeContent & Pick<RangeRecord, "overlaid">;

/**
 * Canonical JSON (RFC 8785) writes a range record as its end, what it shares with many others, its start, what it shares again. Decoding it takes
 * as long as finding a third of it on disk, and a million ranges differ in a few hundred contents: so the shared text is decoded once.
 */
const HEAD = '{"end":"';
const START = '"start":"';
const QUOTE_AND_COMMA = 2;

/** Decodes range records, each content once. */
export class RangeContents {
  /** By the text after the start, then by the text between end and start. */
  readonly #byTail = new Map<string, Map<string, SharedContent>>();
  #size = 0;

  /**
   * @param digits a number that is not above the range's end
   * @returns `undefined` when the range begins after it
   * @throws CORRUPT_RECORD
   */
  decode(key: string, octets: Uint8Array, digits: string): SharedContent | undefined {
    const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString("latin1");
    const at = text.lastIndexOf(START);
    if (at < 0 || !text.startsWith(HEAD)) {
      const record = decodeRecord<RangeRecord>(key, octets);
      return record.start <= digits ? record : undefined;
    }
    const afterStart = at + START.length + digits.length;
    if (text.slice(at + START.length, afterStart) > digits) return undefined;
    const tail = text.slice(afterStart);
    const middle = text.slice(HEAD.length + digits.length + QUOTE_AND_COMMA, at);
    const kept = this.#byTail.get(tail)?.get(middle);
    if (kept !== undefined) return kept;
    const { start: _start, end: _end, ...content } = decodeRecord<RangeRecord>(key, octets);
    return this.#keep(tail, middle, content);
  }

  #keep(tail: string, middle: string, content: SharedContent): SharedContent {
    if (this.#size >= MAX_RANGE_CONTENTS) {
      this.#byTail.clear();
      this.#size = 0;
    }
    let ofTail = this.#byTail.get(tail);
    if (ofTail === undefined) this.#byTail.set(tail, (ofTail = new Map()));
    ofTail.set(middle, content);
    this.#size += 1;
    return content;
  }
}
