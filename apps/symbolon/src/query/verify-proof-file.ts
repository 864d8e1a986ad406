import { existsSync, readFileSync } from "node:fs";
import { fromUtf8 } from "@symbolon/base";
import { parseTrust, type PinnedTrust, type Verdict, verifyOffline } from "@symbolon/client";
import type { ConsoleOutput } from "../console/console-output.ts";
import type { ExitStatus } from "../console/exit-status.ts";
import { symbolonErrors } from "../errors.ts";

const FINGERPRINT = /^[0-9a-f]{64}$/;

/** `symbolon verify`: no ledger, no network. Exit status 0 valid, 1 invalid, 2 unreadable. */
export async function verifyProofFile(file: string, trust: string | undefined, output: ConsoleOutput): Promise<void> {
  const verdict = await verifyOffline(readOctets(file), pinnedTrust(trust));
  output.answer(jsonOf(verdict), textOf(verdict), statusOf(verdict));
}

function pinnedTrust(trust: string | undefined): PinnedTrust | undefined {
  if (trust === undefined) return undefined;
  if (FINGERPRINT.test(trust) && !existsSync(trust)) return { fingerprint: trust };
  return parseTrust(readOctets(trust));
}

function readOctets(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw symbolonErrors.error("FILE_UNREADABLE", `${file} cannot be read: ${reason}`, { cause });
  }
}

const UNREADABLE = new Set(["TOO_LARGE", "MALFORMED", "FORMAT_UNKNOWN"]);

function statusOf(verdict: Verdict): ExitStatus {
  if (verdict.valid) return 0;
  return UNREADABLE.has(verdict.reason) ? 2 : 1;
}

function jsonOf(verdict: Verdict): object {
  if (!verdict.valid || verdict.type !== "record") return verdict;
  const { key, value } = verdict.record;
  return { ...verdict, record: { key, value: value === undefined ? null : (JSON.parse(fromUtf8(value)) as unknown) } };
}

function textOf(verdict: Verdict): string {
  if (!verdict.valid) {
    const claimed =
      verdict.claimedFingerprint === undefined
        ? ""
        : `\nit claims the trust fingerprint ${verdict.claimedFingerprint}\ncompare it with one that you got from a member, then: --trust ${verdict.claimedFingerprint}`;
    return `INVALID ${verdict.reason}: ${verdict.message}${claimed}`;
  }
  const { ledger, height, time } = verdict;
  const where = `ledger ${ledger}, height ${height}, ${new Date(time).toISOString()}`;
  if (verdict.type === "transaction")
    return `VALID transaction ${verdict.result.id} (${verdict.result.status}): ${where}`;
  const { value } = verdict.record;
  const record = value === undefined ? "there is no such record" : fromUtf8(value);
  return `VALID ${verdict.identifier ?? verdict.record.key}: ${where}\n${record}`;
}
