import { baseErrors } from "./errors.ts";

const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const HEX_DIGITS = utf8("0123456789abcdef");
const BASE64URL_DIGITS = utf8("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
/** Stands in a table for a character that is no digit. */
const NO_DIGIT = 0x40;
const hexValues = digitValues(HEX_DIGITS, utf8("0123456789ABCDEF"));
const base64UrlValues = digitValues(BASE64URL_DIGITS);
/** Where short texts are put together: hashes, keys and signatures are written by the hundred thousand. */
const scratch = new Uint8Array(1_024);

export function utf8(text: string): Uint8Array {
  return textEncoder.encode(text);
}

/** Decodes UTF-8 strictly. @throws TypeError on malformed octets. */
export function fromUtf8(bytes: Uint8Array): string {
  return textDecoder.decode(bytes);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Equality of public values. Secrets are compared with a constant-time function of the crypto package. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** Order of unsigned octets, the shorter first when one is a prefix of the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The value of each character code below 128. */
function digitValues(...alphabets: readonly Uint8Array[]): Uint8Array {
  const values = new Uint8Array(128).fill(NO_DIGIT);
  for (const alphabet of alphabets) for (const [value, code] of alphabet.entries()) values[code] = value;
  return values;
}

function digitAt(values: Uint8Array, text: string, at: number): number {
  return values[text.charCodeAt(at)] ?? NO_DIGIT;
}

function characterCodes(length: number): Uint8Array {
  return length <= scratch.length ? scratch.subarray(0, length) : new Uint8Array(length);
}

export function toHex(bytes: Uint8Array): string {
  const codes = characterCodes(bytes.length * 2);
  for (let i = 0; i < bytes.length; i += 1) {
    const octet = bytes[i] as number;
    codes[2 * i] = HEX_DIGITS[octet >> 4] as number;
    codes[2 * i + 1] = HEX_DIGITS[octet & 15] as number;
  }
  return textDecoder.decode(codes);
}

/** @throws INVALID_HEX */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  let seen = text.length % 2 === 0 ? 0 : NO_DIGIT;
  for (let i = 0; i < bytes.length; i += 1) {
    const high = digitAt(hexValues, text, 2 * i);
    const low = digitAt(hexValues, text, 2 * i + 1);
    seen |= high | low;
    bytes[i] = (high << 4) | low;
  }
  if (seen >= NO_DIGIT) throw baseErrors.error("INVALID_HEX", `not hexadecimal octets (${text.length} characters)`);
  return bytes;
}

export function toBase64Url(bytes: Uint8Array): string {
  const codes = characterCodes(Math.ceil((bytes.length * 4) / 3));
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    // Beyond the end the octets are undefined, which counts as zero bits.
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    for (let shift = 18; shift >= 0 && at < codes.length; shift -= 6) {
      codes[at] = BASE64URL_DIGITS[(bits >> shift) & 63] as number;
      at += 1;
    }
  }
  return textDecoder.decode(codes);
}

/** Accepts only the canonical form: no padding, no non-zero trailing bits. @throws INVALID_BASE64URL */
export function fromBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let seen = text.length % 4 === 1 ? NO_DIGIT : 0;
  let bits = 0;
  let left = 0;
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = digitAt(base64UrlValues, text, i);
    seen |= digit;
    bits = ((bits << 6) | digit) & 0xffff;
    left += 6;
    if (left < 8) continue;
    left -= 8;
    bytes[at] = bits >> left;
    at += 1;
  }
  if (seen >= NO_DIGIT || (bits & ((1 << left) - 1)) !== 0) {
    throw baseErrors.error("INVALID_BASE64URL", "not base64url without padding");
  }
  return bytes;
}
