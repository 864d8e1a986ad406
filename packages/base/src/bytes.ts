import { baseErrors } from "./errors.ts";

const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const HEX_PATTERN = /^(?:[0-9a-f]{2})*$/i;
const BASE64URL_PATTERN = /^[A-Za-z0-9_-]*$/;

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

const hexOfOctet = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const octet of bytes) text += hexOfOctet[octet] as string;
  return text;
}

/** @throws INVALID_HEX */
export function fromHex(text: string): Uint8Array {
  if (!HEX_PATTERN.test(text)) {
    throw baseErrors.error("INVALID_HEX", `not hexadecimal octets (${text.length} characters)`);
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1) {
    bytes[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16);
  }
  return bytes;
}

export function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const octet of bytes) binary += String.fromCharCode(octet);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Accepts only the canonical form: no padding, no non-zero trailing bits. @throws INVALID_BASE64URL */
export function fromBase64Url(text: string): Uint8Array {
  const fail = () => baseErrors.error("INVALID_BASE64URL", "not base64url without padding");
  if (!BASE64URL_PATTERN.test(text) || text.length % 4 === 1) throw fail();
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (toBase64Url(bytes) !== text) throw fail();
  return bytes;
}
