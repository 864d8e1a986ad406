import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@symbolon/base";
import { ledgerErrors } from "../errors.ts";

const MARKER_FILE = "store.json";
/** Raised when keys or records of the store change their form. */
const STORE_FORMAT = 1;

/** True when a store was made here before. @throws STORE_FORMAT */
export function hasMarker(directory: string): boolean {
  const path = join(directory, MARKER_FILE);
  if (!existsSync(path)) return false;
  const text = readFileSync(path, "utf8");
  if (text !== markerText()) {
    throw ledgerErrors.error("STORE_FORMAT", `${path} does not name format ${STORE_FORMAT} of the store`, {
      details: { file: path },
    });
  }
  return true;
}

/** Says durably that there is a store: an empty or missing data file is damage from now on, not a beginning. */
export function writeMarker(directory: string): void {
  const descriptor = openSync(join(directory, MARKER_FILE), "w", 0o600);
  writeSync(descriptor, markerText());
  fsyncSync(descriptor);
  closeSync(descriptor);
  const parent = openSync(directory, "r");
  fsyncSync(parent);
  closeSync(parent);
}

function markerText(): string {
  return `${canonicalJson({ engine: "lmdb", format: STORE_FORMAT })}\n`;
}
