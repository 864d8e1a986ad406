import { canonicalBytes, type JsonObject, type Random, toHex, utf8 } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { sha256 } from "../hash/sha256.ts";
import { damaged, KEY_STORE_FORMAT, parseDocument, refuseOtherFormat } from "./key-file.ts";
import { newPassphraseProtection, openPassphraseProtection, type ScryptCost } from "./passphrase-protection.ts";
import { plainProtection } from "./plain-protection.ts";
import type { Protection } from "./protection.ts";

/** How the caller wants the keys kept. The passphrase is octets, never a string that lingers in memory. */
export type ProtectionChoice =
  | { readonly kind: "plain" }
  | { readonly kind: "passphrase"; readonly passphrase: Uint8Array; readonly cost?: ScryptCost };

export function newProtection(choice: ProtectionChoice, random: Random): Promise<Protection> {
  if (choice.kind === "plain") return Promise.resolve(plainProtection);
  return newPassphraseProtection(choice.passphrase, random, choice.cost);
}

/** The file that names a store's format and protection, with a checksum of itself. */
export function writeHeader({ name, parameters }: Protection): Uint8Array {
  const header = { format: KEY_STORE_FORMAT, protection: name, parameters };
  return utf8(`${JSON.stringify({ ...header, checksum: checksumOf(header) }, undefined, 2)}\n`);
}

/** @throws KEY_STORE_DAMAGED, KEY_STORE_FORMAT_UNKNOWN, KEY_STORE_PASSPHRASE_WRONG */
export async function openProtection(
  path: string,
  bytes: Uint8Array,
  choice: ProtectionChoice,
  random: Random,
): Promise<Protection> {
  const { checksum, ...header } = parseDocument(path, bytes);
  if (checksum !== checksumOf(header)) throw damaged(path, "its checksum does not fit");
  refuseOtherFormat(path, header["format"]);
  const wanted = choice.kind === "plain" ? plainProtection.name : "scrypt-aes256gcm";
  if (header["protection"] !== wanted) {
    throw cryptoErrors.error(
      "KEY_STORE_FORMAT_UNKNOWN",
      `${path} says ${JSON.stringify(header["protection"])}, but ${wanted} is configured`,
    );
  }
  if (choice.kind === "plain") return plainProtection;
  return openPassphraseProtection(choice.passphrase, random, header["parameters"] as JsonObject);
}

function checksumOf(header: JsonObject): string {
  return toHex(sha256(canonicalBytes(header)));
}
