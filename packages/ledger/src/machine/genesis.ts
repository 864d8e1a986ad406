import { canonicalJson, type JsonObject, type JsonValue, toHex, utf8 } from "@symbolon/base";
import type { Sha256 } from "@symbolon/proofs";
import type { Genesis } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";

export const GENESIS_DOMAIN = "symbolon/genesis/1\n";
/** Name under `contracts` of a genesis document where the ledger's own parameters stand. */
export const LEDGER_PARAMETERS = "ledger";
/** How far `createdAt` of a transaction may lie from block time, in milliseconds, unless the genesis says otherwise. */
export const DEFAULT_REPLAY_WINDOW_MS = 60 * 60_000;
/** How long a request is remembered by its idempotency key, in milliseconds, unless the genesis says otherwise. */
export const DEFAULT_RETENTION_MS = 7 * 24 * 60 * 60_000;

const NAME_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** What must be equal at every node of one ledger. Durations in milliseconds. */
export interface LedgerParameters {
  readonly replayWindow: number;
  readonly retention: number;
  /** Version of each contract at height 0; the lowest of the ruleset where a name is absent. */
  readonly contractVersions: Readonly<Record<string, number>>;
}

/** `<name>-<first 16 hexadecimal digits of the hash of the canonical genesis>`. @throws GENESIS_INVALID */
export function ledgerIdentifier(genesis: Genesis, sha256: Sha256): string {
  checkGenesis(genesis);
  const text = GENESIS_DOMAIN + canonicalJson(genesis as unknown as JsonObject);
  return `${genesis.name}-${toHex(sha256(utf8(text))).slice(0, 16)}`;
}

/** @throws GENESIS_INVALID when the retention does not outlast every replay */
export function ledgerParameters(genesis: Genesis): LedgerParameters {
  const given = genesis.contracts[LEDGER_PARAMETERS] ?? {};
  const replayWindow = duration(given["replayWindow"], DEFAULT_REPLAY_WINDOW_MS);
  const retention = duration(given["retention"], Math.max(DEFAULT_RETENTION_MS, 3 * replayWindow));
  // A transaction dated one window ahead stays admissible for two.
  if (retention <= 2 * replayWindow) {
    throw ledgerErrors.error(
      "GENESIS_INVALID",
      `retention ${retention} ms must exceed twice the replay window ${replayWindow} ms`,
    );
  }
  return { replayWindow, retention, contractVersions: versions(given["contractVersions"]) };
}

function checkGenesis(genesis: Genesis): void {
  const problems: string[] = [];
  if (genesis.format !== 1) problems.push("format is not 1");
  if (!NAME_PATTERN.test(genesis.name)) problems.push("name is not 1..32 of a-z 0-9 and inner hyphens");
  if (!isTime(genesis.time)) problems.push("time is not milliseconds since 1970");
  if (!Array.isArray(genesis.validators)) problems.push("validators is not a list");
  if (typeof genesis.contracts !== "object" || genesis.contracts === null) problems.push("contracts is not an object");
  if (problems.length > 0)
    throw ledgerErrors.error("GENESIS_INVALID", `the genesis document is unusable: ${problems.join("; ")}`);
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function duration(value: JsonValue | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (isTime(value) && (value as number) > 0) return value as number;
  throw ledgerErrors.error("GENESIS_INVALID", "replayWindow and retention of the genesis are positive milliseconds");
}

function versions(value: JsonValue | undefined): Readonly<Record<string, number>> {
  if (value === undefined) return {};
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const listed = Object.entries(value);
    if (listed.every(([, version]) => Number.isSafeInteger(version)))
      return Object.fromEntries(listed) as Record<string, number>;
  }
  throw ledgerErrors.error("GENESIS_INVALID", "contractVersions of the genesis maps names to integers");
}
