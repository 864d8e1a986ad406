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

/** A content with the text after the start that it was decoded from. */
interface KeptContent {
  readonly tail: string;
  readonly content: SharedContent;
}

/** Decodes range records, each content once. */
export class RangeContents {
  /** By the text between end and start. */
  readonly #kept = new Map<string, KeptContent>();

  /** @param length digits of the range's numbers @throws CORRUPT_RECORD */
  decode(key: string, octets: Uint8Array, length: number): SharedContent {
    const text = bufferOf(octets).toString("latin1");
    const start = text.lastIndexOf(START);
    if (start < 0 || !text.startsWith(HEAD)) return decodeRecord<RangeRecord>(key, octets);
    const middle = text.slice(HEAD.length + length + QUOTE_AND_COMMA, start);
    const afterStart = start + START.length + length;
    const kept = this.#kept.get(middle);
    if (kept !== undefined && text.length - afterStart === kept.tail.length && text.endsWith(kept.tail)) {
      return kept.content;
    }
    const { start: _start, end: _end, ...content } = decodeRecord<RangeRecord>(key, octets);
    if (this.#kept.size >= MAX_RANGE_CONTENTS) this.#kept.clear();
    this.#kept.set(middle, { tail: text.slice(afterStart), content });
    return content;
  }
}

function bufferOf(octets: Uint8Array): Buffer {
  return Buffer.isBuffer(octets) ? octets : Buffer.from(octets.buffer, octets.byteOffset, octets.length);
}
