import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalBytes, type JsonObject } from "@symbolon/base";
import { memberKey } from "@symbolon/contracts/members";
import { keySpace, overlayKey, rangeKey } from "@symbolon/contracts/numbers";
import { CopyFreshness, LedgerBchf, type RoutingOutcome } from "@symbolon/functions/bchf";
import { LmdbStore } from "@symbolon/ledger";
import type { StateHead, StateReader } from "@symbolon/state";
import { type Database, open } from "lmdb";
import type { BenchFigure, BenchOptions, BenchResult } from "./bench-result.ts";

const FIRST_NUMBER = 315_010_000_000_000;
const NUMBERS_PER_RANGE = 10;
const MEMBERS = 40;
const TARIFF_PERIODS = 12;
const BLOCK_TIME = Date.UTC(2026, 0, 1);
const ROUNDS = 20;
const BAR = ">= 0.6 x";

/** Which numbers have an overlay record: none, all of every tenth range, or every tenth number of all ranges. */
type Overlaid = "none" | "in every tenth range" | "in every range";

interface Measured {
  /** Microseconds of processor time for each call, the median of the rounds; the 99th percentile by the clock. */
  readonly resolve: number;
  readonly bare: number;
  readonly p99: number;
}

/** LedgerBchf in process over LMDB, beside a bare `getRange({ start, limit: 1 })` of the same records in the same rounds. */
export async function run({ full }: BenchOptions): Promise<BenchResult> {
  const ranges = full ? 1_000_000 : 100_000;
  const calls = full ? 400_000 : 100_000;
  const plain = await measure(ranges, "none", calls);
  const figures = [
    ...figuresOf(label(ranges), plain),
    ...figuresOf(
      `${label(ranges)}, 10 % overlaid, in every tenth range`,
      await measure(ranges, "in every tenth range", calls),
    ),
    ...figuresOf(`${label(ranges)}, 10 % overlaid, in every range`, await measure(ranges, "in every range", calls)),
  ];
  const grown = await measure(ranges * 10, "none", calls);
  figures.push(
    ...figuresOf(label(ranges * 10), grown),
    { name: "time of a query at 10 x the ranges", value: grown.resolve / plain.resolve, unit: "x", bar: "<= 1.5 x" },
    { name: "private memory of the process", value: privateMemory() / 2 ** 20, unit: "MiB", bar: "< 1,024 MiB" },
  );
  return { title: "resolve in process, records decoded, from LMDB", figures };
}

function figuresOf(what: string, { resolve, bare, p99 }: Measured): BenchFigure[] {
  const peer = { name: "bare lmdb getRange({ start, limit: 1 })", value: 1e6 / bare };
  return [
    { name: `queries, ${what}`, value: 1e6 / resolve, unit: "/s", peer, ratio: bare / resolve, bar: BAR },
    { name: `99th percentile, ${what}`, value: p99, unit: "us", bar: "< 30 us" },
  ];
}

function label(ranges: number): string {
  return `${(ranges * NUMBERS_PER_RANGE) / 1e6} M numbers in ${ranges / 1e6} M ranges`;
}

async function measure(ranges: number, overlaid: Overlaid, calls: number): Promise<Measured> {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-resolve-"));
  try {
    await using store = new LmdbStore({ directory });
    store.load({ state: { [Symbol.iterator]: () => records(ranges, overlaid) } });
    store.commit({ height: 1, state: new Map(), tree: new Map(), meta: new Map() });
    return compare(store, bareDatabase(directory), numbersToAsk(ranges, calls));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The store's own environment, reached past the store: lmdb keeps one for each path. */
function bareDatabase(path: string): Database<Buffer, string> {
  const root = open<Buffer, string>({ path, noSubdir: false, encoding: "binary", maxDbs: 4 });
  return root.openDB<Buffer, string>({ name: "state", encoding: "binary" });
}

function compare(store: LmdbStore, database: Database<Buffer, string>, numbers: readonly string[]): Measured {
  const bchf = bchfOver(store);
  const { prefix } = keySpace("range", "imsi", 15) ?? { prefix: "" };
  const askBare = (digits: string) => {
    for (const entry of database.getRange({ start: prefix + digits, limit: 1 })) return entry.value;
    throw new Error(`no record at or after ${digits}`);
  };
  const askBchf = (digits: string) => bchf.resolve({ identifier: `imsi-${digits}`, requester: {} }) as RoutingOutcome;
  refuseWrong(askBchf, numbers);
  const size = Math.floor(numbers.length / ROUNDS);
  const rounds = { bare: [] as number[], resolve: [] as number[] };
  const durations: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const part = numbers.slice(round * size, (round + 1) * size);
    rounds.bare.push(processorTime(part, askBare) / size);
    rounds.resolve.push(processorTime(part, askBchf) / size);
    for (const digits of part.slice(0, size / 4)) durations.push(timed([digits], askBchf));
  }
  return {
    bare: quantile(rounds.bare, 0.5),
    resolve: quantile(rounds.resolve, 0.5),
    p99: quantile(durations, 0.99) * 1000,
  };
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] as number;
}

/** Microseconds that this thread computed: other load on the machine counts less than by the clock. */
function processorTime(numbers: readonly string[], ask: (digits: string) => unknown): number {
  const start = process.threadCpuUsage();
  for (const digits of numbers) ask(digits);
  const { user, system } = process.threadCpuUsage(start);
  return user + system;
}

/** Milliseconds by the clock. */
function timed(numbers: readonly string[], ask: (digits: string) => unknown): number {
  const start = performance.now();
  for (const digits of numbers) ask(digits);
  return performance.now() - start;
}

/** Warms up, and makes sure that what is measured are answers. */
function refuseWrong(ask: (digits: string) => RoutingOutcome, numbers: readonly string[]): void {
  for (const digits of numbers.slice(0, 20_000)) {
    const outcome = ask(digits);
    const holder = memberOf(Math.floor((Number(digits) - FIRST_NUMBER) / NUMBERS_PER_RANGE));
    if ("refused" in outcome || outcome.holder !== holder || outcome.dataManagement.length === 0) {
      throw new Error(`the wrong answer for ${digits}: ${JSON.stringify(outcome)}`);
    }
  }
}

function bchfOver(store: LmdbStore): LedgerBchf {
  const head: StateHead = { height: 1, blockTime: BLOCK_TIME, freshAt: BLOCK_TIME };
  const state: StateReader = {
    get: (key) => store.get(key),
    range: (start, end, limit) => store.range(start, end, limit),
    head: () => head,
  };
  const clock = { now: () => BLOCK_TIME, monotonic: () => 0 };
  return new LedgerBchf({}, { state, clock, freshness: new CopyFreshness({}, { state, clock }) });
}

/** In key order: members, overlays (`number/...`), ranges. */
function* records(ranges: number, overlaid: Overlaid): Generator<readonly [string, Uint8Array]> {
  for (let index = 0; index < MEMBERS; index += 1) yield memberRecord(memberOf(index));
  for (let range = 0; range < ranges; range += 1) {
    for (const digits of overlaidNumbers(range, overlaid)) {
      yield [overlayKey("imsi", digits), octets({ v: 1, index: `shard-${range % 16}` })] as const;
    }
  }
  for (let range = 0; range < ranges; range += 1) yield rangeRecord(range, overlaid);
}

function overlaidNumbers(range: number, overlaid: Overlaid): readonly string[] {
  const first = FIRST_NUMBER + range * NUMBERS_PER_RANGE;
  if (overlaid === "in every range") return [String(first + (range % NUMBERS_PER_RANGE))];
  if (overlaid === "none" || range % 10 !== 0) return [];
  return Array.from({ length: NUMBERS_PER_RANGE }, (_, index) => String(first + index));
}

function memberOf(range: number): string {
  return `member-${range % MEMBERS}`;
}

function memberRecord(id: string): readonly [string, Uint8Array] {
  const endpoint = { type: "UDM", scheme: "https", host: `udm.${id}.example`, port: 443 };
  const endpoints = [1, 2, 3].map((number) => ({ name: `udm-${number}`, ...endpoint }));
  const contact = { organisation: id, email: `noc@${id}.example` };
  const member = {
    v: 1,
    id,
    name: id,
    status: "active",
    roles: ["operator"],
    endpoints,
    contact,
    evidence: [],
    joinedAt: 0,
  };
  return [memberKey(id), octets(member)];
}

/** Neighbours differ in holder, as merged ranges do; there are some hundred contents in all. */
function rangeRecord(range: number, overlaid: Overlaid): readonly [string, Uint8Array] {
  const start = FIRST_NUMBER + range * NUMBERS_PER_RANGE;
  const end = String(start + NUMBERS_PER_RANGE - 1);
  const hasOverlay = overlaidNumbers(range, overlaid).length > 0;
  const record = {
    v: 1,
    kind: "imsi",
    start: String(start),
    end,
    status: "recorded",
    owner: "buyer",
    pricing: "9f86d081884c7d65",
    holder: memberOf(range),
    paidUntil: BLOCK_TIME + (Math.floor(range / MEMBERS) % TARIFF_PERIODS) * 2_592_000_000,
    routing: { dataManagement: [{ type: "UDM", endpoint: `udm-${(range % 3) + 1}` }], credentialPolicy: "optional" },
    ...(hasOverlay ? { overlaid: true } : undefined),
  };
  return [rangeKey("imsi", end), octets(record)];
}

function octets(record: JsonObject): Uint8Array {
  return canonicalBytes(record);
}

/** Numbers in an order without locality; the same in every run. */
function numbersToAsk(ranges: number, count: number): readonly string[] {
  let state = 0x2545f491;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return String(FIRST_NUMBER + Math.floor(((state >>> 0) / 2 ** 32) * ranges * NUMBERS_PER_RANGE));
  });
}

/** Octets that belong to this process alone: not the memory map of the database, which the system may drop. */
function privateMemory(): number {
  try {
    const [, kilobytes] = /^RssAnon:\s+([0-9]+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Other systems: what Node knows of itself.
  }
  const { heapTotal, external } = process.memoryUsage();
  return heapTotal + external;
}
