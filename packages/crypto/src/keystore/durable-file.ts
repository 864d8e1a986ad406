import { open, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { type Random, toHex } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/** Writes a file whole or not at all, readable by its owner only, on disk when this returns. */
export async function writeDurably(path: string, bytes: Uint8Array, random: Random): Promise<void> {
  const partial = `${path}.${toHex(random.bytes(8))}.partial`;
  try {
    await writeFlushed(partial, bytes);
    await rename(partial, path);
  } catch (cause) {
    await unlink(partial).catch(() => undefined);
    throw cause;
  }
  await flushDirectory(dirname(path));
}

export async function deleteDurably(path: string): Promise<void> {
  await unlink(path);
  await flushDirectory(dirname(path));
}

/** Reads a file that may not be longer than `limit`. @throws KEY_STORE_DAMAGED, KEY_STORE_UNSAFE */
export async function readBounded(path: string, limit: number): Promise<Uint8Array> {
  await using file = await open(path, "r");
  const { size, mode } = await file.stat();
  refuseOthers(path, mode);
  if (size > limit) {
    throw cryptoErrors.error("KEY_STORE_DAMAGED", `${path} has ${size} octets, more than ${limit}`);
  }
  return await file.readFile();
}

/** @throws KEY_STORE_UNSAFE */
export async function refuseSharedDirectory(path: string): Promise<void> {
  refuseOthers(path, (await stat(path)).mode);
}

function refuseOthers(path: string, mode: number): void {
  if (process.platform !== "win32" && (mode & OTHERS) !== 0) {
    const bits = (mode & 0o777).toString(8).padStart(3, "0");
    throw cryptoErrors.error("KEY_STORE_UNSAFE", `${path} has mode ${bits}: others than its owner may use it`);
  }
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, "wx", OWNER_ONLY);
  await file.writeFile(bytes);
  await file.sync();
}

/** A name in a directory is on disk only when the directory is. */
async function flushDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  await using directory = await open(path, "r");
  await directory.sync();
}
