import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { ledgerErrors } from "../errors.ts";
import { DATA_FILE } from "./lmdb-errors.ts";
import { LmdbFile } from "./lmdb-file.ts";
import { hasMarker } from "./store-marker.ts";

/** A writer in another process lengthens a short file right after its commit. */
const WRITER_PATIENCE_MS = 50;

export type FileMode = "read" | "write";

/**
 * Decides whether the data file may be mapped, without mapping it.
 * @returns false when there is no store yet
 * @throws STORE_CORRUPT, STORE_FORMAT
 */
export function checkDataFile(directory: string, mode: FileMode): boolean {
  const path = join(directory, DATA_FILE);
  const empty = !existsSync(path) || statSync(path).size === 0;
  if (!hasMarker(directory)) {
    if (empty) return false;
  } else if (empty) throw corrupt(path, "is missing or empty although a store was made here");
  using file = new LmdbFile(path, mode === "write" ? "r+" : "r");
  if (isLongEnough(file, mode)) return true;
  const meta = file.meta();
  if (meta === undefined) throw corrupt(path, "has no readable meta page");
  if (!file.isWhole(meta)) {
    throw corrupt(path, `is cut off: it has ${file.length} octets, its meta page claims ${meta.claimedLength}`);
  }
  if (mode === "write") file.extendToClaim();
  return true;
}

function isLongEnough(file: LmdbFile, mode: FileMode): boolean {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = mode === "read" ? WRITER_PATIENCE_MS : 1; tries > 0; tries -= 1) {
    const meta = file.meta();
    if (meta !== undefined && file.length >= meta.claimedLength) return true;
    if (tries > 1) Atomics.wait(pause, 0, 0, 1);
  }
  return false;
}

function corrupt(path: string, what: string): Error {
  return ledgerErrors.error("STORE_CORRUPT", `${path} ${what}`, { details: { file: path } });
}
