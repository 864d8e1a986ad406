import { open, type FileHandle } from "node:fs/promises";
import { read } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cryptoErrors } from "../errors.ts";

/** Octets of a passphrase that are read. */
export const MAX_PASSPHRASE_LENGTH = 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CREDENTIAL_NAME = /^[A-Za-z0-9._-]{1,255}$/;

/** Where a passphrase comes from without passing through arguments or environment. */
export type PassphraseSource =
  | { readonly kind: "file-descriptor"; readonly descriptor: number }
  /** systemd's LoadCredential=: `directory` is what $CREDENTIALS_DIRECTORY names. */
  | { readonly kind: "credential"; readonly directory: string; readonly name: string };

/** Reads the passphrase once; one line end at its end does not belong to it. @throws PASSPHRASE_UNAVAILABLE */
export async function readPassphrase(source: PassphraseSource): Promise<Uint8Array> {
  const bytes = await readSource(source);
  const passphrase = withoutLineEnd(bytes);
  if (passphrase.length === 0) throw unavailable("it is empty");
  if (passphrase.length > MAX_PASSPHRASE_LENGTH) throw unavailable(`it is longer than ${MAX_PASSPHRASE_LENGTH} octets`);
  return passphrase;
}

async function readSource(source: PassphraseSource): Promise<Uint8Array> {
  if (source.kind === "file-descriptor") return readDescriptor(source.descriptor);
  if (!CREDENTIAL_NAME.test(source.name)) throw unavailable("the credential's name is not a file name");
  let file: FileHandle;
  try {
    file = await open(join(source.directory, source.name), "r");
  } catch (cause) {
    throw unavailable(`the credential ${source.name} cannot be opened`, cause);
  }
  await using opened = file;
  return await readDescriptor(opened.fd);
}

/** Reads to the end, or to one octet more than the limit with its line end. */
async function readDescriptor(descriptor: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(MAX_PASSPHRASE_LENGTH + 3);
  let length = 0;
  try {
    while (length < buffer.length) {
      const { bytesRead } = await promisify(read)(descriptor, buffer, length, buffer.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
  } catch (cause) {
    throw unavailable(`file descriptor ${descriptor} cannot be read`, cause);
  }
  return buffer.subarray(0, length);
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  if (bytes[end - 1] === LINE_FEED) end -= 1;
  if (end < bytes.length && bytes[end - 1] === CARRIAGE_RETURN) end -= 1;
  return bytes.subarray(0, end);
}

function unavailable(reason: string, cause?: unknown) {
  return cryptoErrors.error("PASSPHRASE_UNAVAILABLE", `the passphrase cannot be used: ${reason}`, { cause });
}
