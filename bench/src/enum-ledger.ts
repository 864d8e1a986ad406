import { canonicalBytes, type JsonObject } from "@symbolon/base";
import { memberKey } from "@symbolon/contracts/members";
import { rangeKey } from "@symbolon/contracts/numbers";
import { CopyFreshness, LedgerBchf } from "@symbolon/functions/bchf";
import { LmdbStore } from "@symbolon/ledger";
import type { StateHead, StateReader } from "@symbolon/state";

/** First number of the first range; the next range begins where one ends. */
export const FIRST_NUMBER = 15_550_000_000;
export const NUMBERS_PER_RANGE = 10;

/** Each range of this many is free: its numbers do not exist for an asker. */
const FREE_PERIOD = 10;

const MEMBERS = 40;
const BLOCK_TIME = Date.UTC(2026, 0, 1);

/** A BCHF over an LMDB store of its own with `ranges` MSISDN ranges. The clock stands at its only block. */
export async function openEnumLedger(directory: string, ranges: number) {
  const store = new LmdbStore({ directory });
  store.load({ state: { [Symbol.iterator]: () => records(ranges) } });
  store.commit({ height: 1, state: new Map(), tree: new Map(), meta: new Map() });
  const head: StateHead = { height: 1, blockTime: BLOCK_TIME, freshAt: BLOCK_TIME };
  const state: StateReader = {
    get: (key) => store.get(key),
    range: (start, end, limit) => store.range(start, end, limit),
    head: () => head,
  };
  const clock = { now: () => BLOCK_TIME, monotonic: () => performance.now() };
  const freshness = new CopyFreshness({}, { state, clock });
  return { clock, freshness, resolver: new LedgerBchf({}, { state, clock, freshness }) };
}

function* records(ranges: number): Generator<readonly [string, Uint8Array]> {
  for (let index = 0; index < MEMBERS; index += 1) yield memberRecord(`member-${index}`);
  for (let range = 0; range < ranges; range += 1) yield rangeRecord(range);
}

function memberRecord(id: string): readonly [string, Uint8Array] {
  const endpoints = [
    { name: "hlr", type: "HLR", scheme: "gsup", host: `hlr.${id}.example`, port: 4222 },
    { name: "udm", type: "UDM", scheme: "https", host: `udm.${id}.example`, port: 443 },
  ];
  const contact = { organisation: id, email: `noc@${id}.example` };
  const standing = { status: "active", roles: ["operator"], evidence: [], joinedAt: 0 };
  return [memberKey(id), octets({ v: 1, id, name: id, ...standing, endpoints, contact })];
}

function rangeRecord(range: number): readonly [string, Uint8Array] {
  const start = FIRST_NUMBER + range * NUMBERS_PER_RANGE;
  const end = String(start + NUMBERS_PER_RANGE - 1);
  const common = { v: 1, kind: "msisdn", start: String(start), end, owner: "buyer", pricing: "9f86d081884c7d65" };
  const recorded = {
    ...common,
    status: "recorded",
    holder: `member-${range % MEMBERS}`,
    paidUntil: BLOCK_TIME + (Math.floor(range / MEMBERS) % 12) * 2_592_000_000,
    routing: { dataManagement: [{ type: "UDM", endpoint: "udm" }], credentialPolicy: "optional" },
  };
  const record = range % FREE_PERIOD === 0 ? { ...common, status: "free" } : recorded;
  return [rangeKey("msisdn", end), octets(record)];
}

function octets(record: JsonObject): Uint8Array {
  return canonicalBytes(record);
}
