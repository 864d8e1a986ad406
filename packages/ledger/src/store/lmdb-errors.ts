import { closeSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SymbolonError } from "@symbolon/base";
import { ledgerErrors } from "../errors.ts";

export const DATA_FILE = "data.mdb";

/** What a full disk or quota answers to a write. LMDB itself reports a short write as EIO. */
const NO_ROOM = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const EIO = 5;
const NO_ROOM_NUMBERS = new Set([27, 28, 122, EIO]);
/** MDB_PAGE_NOTFOUND, MDB_CORRUPTED, MDB_PANIC, MDB_VERSION_MISMATCH, MDB_INVALID, MDB_INCOMPATIBLE. */
const DAMAGE_NUMBERS = new Set([-30797, -30796, -30795, -30794, -30793, -30784]);

const PROBE_FILE = "room.probe";
const PROBE_LENGTH = 1 << 20;

/** Gives an error of the storage engine its code. @returns the error to throw */
export function storeError(cause: unknown, directory: string): Error {
  if (cause instanceof SymbolonError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const number = (cause as { readonly code?: unknown }).code;
  const details = { file: join(directory, DATA_FILE) };
  if (typeof number === "number" && NO_ROOM_NUMBERS.has(number) && !hasRoom(directory)) {
    return ledgerErrors.error("STORE_FULL", `no room is left for ${details.file}: ${message}`, { cause, details });
  }
  if (typeof number === "number" && DAMAGE_NUMBERS.has(number)) {
    return ledgerErrors.error("STORE_CORRUPT", `${details.file} is damaged: ${message}`, { cause, details });
  }
  return ledgerErrors.error("STORE_FAILED", `${details.file}: ${message}`, { cause, details });
}

/** Writes a megabyte beyond the data file's length, so that quotas on disk and file size both answer. */
function hasRoom(directory: string): boolean {
  const probe = join(directory, PROBE_FILE);
  try {
    const descriptor = openSync(probe, "w", 0o600);
    try {
      const octets = Buffer.alloc(PROBE_LENGTH, 1);
      const at = statSync(join(directory, DATA_FILE)).size;
      return writeSync(descriptor, octets, 0, PROBE_LENGTH, at) === PROBE_LENGTH;
    } finally {
      closeSync(descriptor);
      rmSync(probe, { force: true });
    }
  } catch (error) {
    if (NO_ROOM.has((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}
