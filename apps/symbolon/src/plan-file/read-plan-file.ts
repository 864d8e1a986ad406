import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { symbolonErrors } from "../errors.ts";
import { parsePlanFile } from "./parse-plan-file.ts";
import type { PlanFile } from "./plan-row.ts";

/** Octets of a plan file: about six million lines. */
export const MAX_PLAN_FILE_SIZE = 268_435_456;

/** Reads and checks a plan file. `hash` is the SHA-256 of its octets, hexadecimal. @throws FILE_UNREADABLE, PLAN_FILE_INVALID */
export function readPlanFile(path: string): PlanFile & { readonly hash: string } {
  const octets = readOctets(path);
  return { ...parsePlanFile(octets), hash: createHash("sha256").update(octets).digest("hex") };
}

function readOctets(path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size <= MAX_PLAN_FILE_SIZE) return readFileSync(path);
    throw symbolonErrors.error("FILE_UNREADABLE", `${path} has ${size} octets, more than ${MAX_PLAN_FILE_SIZE}`);
  } catch (cause) {
    if (symbolonErrors.is(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw symbolonErrors.error("FILE_UNREADABLE", `${path} cannot be read: ${reason}`, { cause });
  }
}
