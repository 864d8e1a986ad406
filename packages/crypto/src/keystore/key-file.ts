import { basename } from "node:path";
import { canonicalBytes, fromBase64Url, fromUtf8, type JsonObject, parseJson, toBase64Url, utf8 } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { MAX_PRIVATE_KEY_LENGTH, readPrivateKey, type PrivateKey, writePrivateKey } from "./private-key.ts";
import type { Protection } from "./protection.ts";

/** Version of the files of a key store. */
export const KEY_STORE_FORMAT = 1;
export const MAX_KEY_FILE_LENGTH = 8 * MAX_PRIVATE_KEY_LENGTH;

const CONTEXT = utf8("symbolon/key/1\n");

/** One key as a JSON document: its description readable, its secret sealed together with the description. */
export function writeKeyFile({ stored, key }: PrivateKey, protection: Protection): Uint8Array {
  const description = { format: KEY_STORE_FORMAT, id: stored.id, label: stored.label, suite: stored.suite };
  const sealed = protection.seal(contextOf(description), writePrivateKey(key));
  return utf8(`${JSON.stringify({ ...description, sealed: toBase64Url(sealed) }, undefined, 2)}\n`);
}

/** @throws KEY_STORE_DAMAGED, KEY_STORE_FORMAT_UNKNOWN */
export function readKeyFile(path: string, bytes: Uint8Array, protection: Protection): PrivateKey {
  const { sealed, ...description } = parseDocument(path, bytes);
  refuseOtherFormat(path, description["format"]);
  const secret = protection.unseal(contextOf(description), unencode(path, sealed));
  if (secret === undefined) throw damaged(path, "its seal does not fit its content");
  const label = description["label"];
  if (typeof label !== "string") throw damaged(path, "its label is missing");
  const key = readPrivateKey(secret, label);
  if (key.stored.id !== description["id"] || basename(path) !== `${key.stored.id}.key`) {
    throw damaged(path, "it holds another key than its name says");
  }
  return key;
}

/** @throws KEY_STORE_DAMAGED */
export function parseDocument(path: string, bytes: Uint8Array): JsonObject {
  let document: unknown;
  try {
    document = parseJson(fromUtf8(bytes));
  } catch {
    throw damaged(path, "it is not JSON, perhaps cut short");
  }
  if (typeof document === "object" && document !== null && !Array.isArray(document)) {
    return document as JsonObject;
  }
  throw damaged(path, "it is not a JSON object");
}

/** @throws KEY_STORE_FORMAT_UNKNOWN */
export function refuseOtherFormat(path: string, format: unknown): void {
  if (format !== KEY_STORE_FORMAT) {
    const named = JSON.stringify(format) ?? "none";
    throw cryptoErrors.error(
      "KEY_STORE_FORMAT_UNKNOWN",
      `${path} has format ${named}, this release reads ${KEY_STORE_FORMAT}`,
    );
  }
}

export function damaged(path: string, reason: string) {
  return cryptoErrors.error("KEY_STORE_DAMAGED", `${path} is damaged: ${reason}`, { details: { path } });
}

function contextOf(description: JsonObject): Uint8Array {
  return Buffer.concat([CONTEXT, canonicalBytes(description)]);
}

function unencode(path: string, sealed: unknown): Uint8Array {
  try {
    if (typeof sealed === "string") return fromBase64Url(sealed);
  } catch {
    // Answered below, like a missing member.
  }
  throw damaged(path, "its sealed part is missing or not base64url");
}
