import { fromUtf8 } from "@symbolon/base";
import { codecErrors } from "../errors.ts";

/** Octets of one label and of one name on the wire (RFC 1035 clause 2.3.4). */
export const MAX_LABEL_OCTETS = 63;
export const MAX_NAME_OCTETS = 255;
/** Compression pointers followed in one name; each must also point further back than the one before. */
export const MAX_NAME_POINTERS = 32;

const HEADER_OCTETS = 12;
const POINTER_MASK = 0xc0;
const DOT = 0x2e;
const BACKSLASH = 0x5c;

function malformed(what: string): Error {
  return codecErrors.error("DNS_MALFORMED", what);
}

/** What a label's octet looks like in text: itself, escaped with a backslash, or `\DDD` (RFC 1035 clause 5.1). */
const textOfOctet: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  if (octet === DOT || octet === BACKSLASH) return `\\${String.fromCharCode(octet)}`;
  const printable = octet > 0x20 && octet < 0x7f;
  return printable ? String.fromCharCode(octet) : `\\${String(octet).padStart(3, "0")}`;
});

/** Reads the fields of a DNS message in order. Every read checks its bounds. @throws DNS_MALFORMED */
export class MessageReader {
  position: number;
  readonly #octets: Uint8Array;

  constructor(octets: Uint8Array, position = 0) {
    this.#octets = octets;
    this.position = position;
  }

  get remaining(): number {
    return this.#octets.length - this.position;
  }

  u8(): number {
    const octet = this.#octets[this.position];
    if (octet === undefined) throw malformed(`the message ends at octet ${this.position} inside a field`);
    this.position += 1;
    return octet;
  }

  u16(): number {
    return (this.u8() << 8) | this.u8();
  }

  u32(): number {
    return this.u16() * 0x1_0000 + this.u16();
  }

  octets(length: number): Uint8Array {
    if (length > this.remaining) throw malformed(`${length} octets announced, ${this.remaining} are left`);
    const start = this.position;
    this.position += length;
    return this.#octets.subarray(start, this.position);
  }

  /** A `<character-string>` in UTF-8 (RFC 1035 clause 3.3, RFC 3403 clause 4.1). */
  characterString(): string {
    const octets = this.octets(this.u8());
    try {
      return fromUtf8(octets);
    } catch (cause) {
      throw codecErrors.error("DNS_MALFORMED", "a character-string is not UTF-8", { cause });
    }
  }

  /** A name that must be written in full: nowhere a pointer. */
  plainName(): string {
    return this.#name(0);
  }

  /** A name, compressed or not (RFC 1035 clause 4.1.4), as text without the dot at the end; the root is empty. */
  name(): string {
    return this.#name(MAX_NAME_POINTERS);
  }

  #name(pointersAllowed: number): string {
    const octets = this.#octets;
    let at = this.position;
    let lowest = at;
    let pointers = 0;
    let length = 1;
    let text = "";
    for (;;) {
      const size = octets[at];
      if (size === undefined) throw malformed("a name runs beyond the message");
      if (size > MAX_LABEL_OCTETS) {
        if (pointers === 0) this.position = at + 2;
        pointers += 1;
        if (pointers > pointersAllowed) throw malformed(`a name uses more than ${pointersAllowed} pointers`);
        at = lowest = this.#target(at, lowest);
        continue;
      }
      if (size === 0) break;
      length += size + 1;
      if (length > MAX_NAME_OCTETS) throw malformed(`a name is longer than ${MAX_NAME_OCTETS} octets`);
      if (at + size >= octets.length) throw malformed("a label runs beyond the message");
      if (text !== "") text += ".";
      const end = at + size;
      while (at < end) text += textOfOctet[octets[++at] as number] as string;
      at += 1;
    }
    if (pointers === 0) this.position = at + 1;
    return text;
  }

  /** Where a pointer leads: behind the header and before any place this name has used. */
  #target(at: number, lowest: number): number {
    const high = this.#octets[at] as number;
    const low = this.#octets[at + 1];
    if ((high & POINTER_MASK) !== POINTER_MASK || low === undefined) throw malformed("a label has a reserved type");
    const target = ((high & ~POINTER_MASK) << 8) | low;
    if (target < HEADER_OCTETS || target >= lowest) throw malformed(`a pointer leads to octet ${target}, not back`);
    return target;
  }
}
