import { utf8 } from "@symbolon/base";
import { codecErrors } from "../errors.ts";
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from "./message-reader.ts";

/** Octets that a message over TCP can have, by its 16-bit length (RFC 1035 clause 4.2.2). */
export const MAX_MESSAGE_OCTETS = 65_535;
/** Octets of one `<character-string>`. */
export const MAX_CHARACTER_STRING_OCTETS = 255;

const SLAB_OCTETS = 16_384;
const POINTER = 0xc000;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
const ESCAPE = /^\\(?:(\d{3})|(.))/s;

function invalid(what: string): Error {
  return codecErrors.error("DNS_INVALID_VALUE", what);
}

/** A name already in the message, which others may point to. */
export interface NameReference {
  /** Text without escapes and in lower case. */
  readonly name: string;
  readonly offset: number;
}

/** Writes the fields of DNS messages into one buffer that is used again and again. @throws DNS_INVALID_VALUE */
export class MessageWriter {
  length = 0;
  readonly #octets = new Uint8Array(MAX_MESSAGE_OCTETS);
  #slab = new Uint8Array(0);

  /** A copy of what stands written, cut from a slab: memory of its own for each message costs more than all else here. */
  finish(): Uint8Array {
    if (this.length > this.#slab.length) this.#slab = new Uint8Array(Math.max(SLAB_OCTETS, this.length));
    const copy = this.#slab.subarray(0, this.length);
    this.#slab = this.#slab.subarray(this.length);
    copy.set(this.#octets.subarray(0, this.length));
    return copy;
  }

  u8(value: number): void {
    if (this.length >= MAX_MESSAGE_OCTETS) throw invalid(`a message is longer than ${MAX_MESSAGE_OCTETS} octets`);
    this.#octets[this.length] = value;
    this.length += 1;
  }

  u16(value: number): void {
    if (!(value >= 0 && value <= 0xffff)) throw invalid(`${value} does not fit 16 bits`);
    this.u8(value >>> 8);
    this.u8(value & 0xff);
  }

  u32(value: number): void {
    if (!(value >= 0 && value <= 0xffff_ffff)) throw invalid(`${value} does not fit 32 bits`);
    this.u16(Math.trunc(value / 0x1_0000));
    this.u16(value % 0x1_0000);
  }

  octets(value: Uint8Array): void {
    if (this.length + value.length > MAX_MESSAGE_OCTETS) throw invalid("a message grows too long");
    this.#octets.set(value, this.length);
    this.length += value.length;
  }

  /** A 16-bit length and what `write` adds behind it. */
  measured(write: () => void): void {
    const at = this.length;
    this.u16(0);
    write();
    const size = this.length - at - 2;
    this.#octets[at] = size >>> 8;
    this.#octets[at + 1] = size & 0xff;
  }

  characterString(text: string): void {
    const at = this.length;
    this.u8(0);
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.octets(utf8(text.slice(i)));
        break;
      }
      this.u8(code);
    }
    const size = this.length - at - 1;
    if (size > MAX_CHARACTER_STRING_OCTETS) throw invalid(`a character-string has ${size} octets, 255 are allowed`);
    this.#octets[at] = size;
  }

  /** A name, shortened to a pointer where `reference` ends in it. */
  name(text: string, reference?: NameReference): void {
    if (reference !== undefined && text !== "" && this.#point(text, reference)) return;
    const start = this.length;
    let labelAt = start;
    this.u8(0);
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code === DOT) {
        this.#closeLabel(labelAt);
        labelAt = this.length;
        this.u8(0);
      } else if (code === BACKSLASH) i += this.#escaped(text.slice(i));
      else if (code > 0x7f) throw invalid("a name holds a character that is not ASCII and not escaped");
      else this.u8(code);
    }
    if (text !== "") {
      this.#closeLabel(labelAt);
      this.u8(0);
    }
    if (this.length - start > MAX_NAME_OCTETS) throw invalid(`a name is longer than ${MAX_NAME_OCTETS} octets`);
  }

  #closeLabel(labelAt: number): void {
    const size = this.length - labelAt - 1;
    if (size === 0 || size > MAX_LABEL_OCTETS) throw invalid(`a label has ${size} octets, 1 to 63 are allowed`);
    this.#octets[labelAt] = size;
  }

  /** @returns how many characters stand behind the backslash. */
  #escaped(text: string): number {
    const [, decimal, character] = ESCAPE.exec(text) ?? [];
    const code = decimal === undefined ? (character ?? "").charCodeAt(0) : Number(decimal);
    if (!(code <= 0xff)) throw invalid("a name holds a broken escape");
    this.u8(code);
    return decimal === undefined ? 1 : 3;
  }

  #point(text: string, reference: NameReference): boolean {
    const { name, offset } = reference;
    const before = name.length - text.length;
    // Without escapes, a text's index is its distance on the wire from the name's first length octet.
    if (before < 0 || text.includes("\\") || name.includes("\\") || !name.endsWith(text)) return false;
    if (before > 0 && name.charCodeAt(before - 1) !== DOT) return false;
    this.u16(POINTER | (offset + before));
    return true;
  }
}
