import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAccounts } from "@symbolon/functions/accounts";
import { AuthenticationCentre } from "@symbolon/functions/auc";
import { deriveKausf, deriveResStar, generateVector, Milenage, sqnToOctets, sqnXorAkOf } from "@symbolon/crypto";
import { NodeSqliteDialect, openSqlSubscriberStore, type SubscriberStore } from "@symbolon/stores";
import type { BenchFigure, BenchOptions, BenchResult } from "./bench-result.ts";

const SERVING_NETWORK_NAME = "5G:mnc010.mcc315.3gppnetwork.org";
const FIRST_IMSI = 315_010_000_000_000;
const AMF = Uint8Array.of(0x80, 0);
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };

const RUNS = 3;

/** Calls per second of a loop that does not wait, the best of three runs. */
function rate(calls: number, call: (index: number) => unknown): number {
  let best = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const before = performance.now();
    for (let index = 0; index < calls; index += 1) call(index);
    best = Math.max(best, (calls / (performance.now() - before)) * 1000);
  }
  return best;
}

/** What a vector costs without a store: AUTN, XRES*, K_AUSF by a new key each time. */
function cryptoOnly(calls: number): number {
  const keys = Array.from({ length: 1_024 }, () => ({ k: random.bytes(16), opc: random.bytes(16) }));
  return rate(calls, (index) => {
    const rand = random.bytes(16);
    const algorithm = new Milenage(keys[index % keys.length] as (typeof keys)[number]);
    const { autn, ck, ik, xres } = generateVector(algorithm, { rand, sqn: sqnToOctets(index), amf: AMF });
    deriveResStar({ ck, ik, servingNetworkName: SERVING_NETWORK_NAME, rand, res: xres });
    deriveKausf(ck, ik, SERVING_NETWORK_NAME, sqnXorAkOf(autn));
  });
}

interface VectorRate {
  /** Vectors per second. */
  readonly elapsed: number;
  /** Vectors per second of processor time, all threads together: what is left of it when others want the machine too. */
  readonly processor: number;
}

/** The best of three runs of {@link measureVectors}. */
async function vectorRate(
  store: SubscriberStore,
  subscribers: number,
  atOnce: number,
  calls: number,
): Promise<VectorRate> {
  const runs: VectorRate[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measureVectors(store, subscribers, atOnce, calls));
  return {
    elapsed: Math.max(...runs.map(({ elapsed }) => elapsed)),
    processor: Math.max(...runs.map(({ processor }) => processor)),
  };
}

/** So many requests under way at any moment, each for a subscriber at random. */
async function measureVectors(
  store: SubscriberStore,
  subscribers: number,
  atOnce: number,
  calls: number,
): Promise<VectorRate> {
  const centre = new AuthenticationCentre({}, { store: store.authentication, random, clock });
  let asked = 0;
  const ask = async () => {
    while (asked < calls) {
      asked += 1;
      const supi = `imsi-${FIRST_IMSI + Math.floor(Math.random() * subscribers)}`;
      const vector = await centre.fiveGsVector(supi, SERVING_NETWORK_NAME);
      if ("refused" in vector) throw new Error(vector.message);
    }
  };
  const processorBefore = process.cpuUsage();
  const before = performance.now();
  await Promise.all(Array.from({ length: atOnce }, ask));
  const elapsed = (calls / (performance.now() - before)) * 1000;
  const { user, system } = process.cpuUsage(processorBefore);
  return { elapsed, processor: calls / ((user + system) / 1_000_000) };
}

async function openSubscribers(store: SubscriberStore, orderId: string, from: number, count: number): Promise<number> {
  const before = performance.now();
  const imsis = [{ start: String(FIRST_IMSI + from), end: String(FIRST_IMSI + from + count - 1) }];
  await openAccounts(
    { orderId, imsis, package: "basic", method: "5G_AKA", algorithm: "milenage", amf: "8000", indBits: 5 },
    { accounts: store.accounts, random, clock, deliver: () => Promise.resolve() },
  );
  return (count / (performance.now() - before)) * 1000;
}

/** Vectors whose SQN is on disk before they leave, beside the crypto alone, in one process on one thread; each figure is the best of three runs. */
export async function run({ full }: BenchOptions): Promise<BenchResult> {
  const subscribers = full ? 100_000 : 5_000;
  const calls = full ? 50_000 : 5_000;
  const directory = await mkdtemp(join(tmpdir(), "symbolon-bench-auc-"));
  const store = await openSqlSubscriberStore(
    {
      dialect: new NodeSqliteDialect({ path: join(directory, "subscribers.db") }),
      storeKeys: { current: { id: "bench", key: random.bytes(32) } },
    },
    { random },
  );
  try {
    cryptoOnly(calls / 10);
    const crypto = cryptoOnly(calls);
    const peer = { name: "the same vectors, crypto only", value: Math.round(crypto) };
    const figure = (name: string, value: number, bar?: string): BenchFigure => {
      return {
        name,
        value: Math.round(value),
        unit: "/s",
        peer,
        ratio: value / crypto,
        ...(bar === undefined ? {} : { bar }),
      };
    };
    await openSubscribers(store, "1x", 0, subscribers / 10);
    await measureVectors(store, subscribers / 10, 64, calls / 10);
    const few = await vectorRate(store, subscribers / 10, 256, calls);
    const opened = await openSubscribers(store, "10x", subscribers / 10, subscribers - subscribers / 10);
    const many = await vectorRate(store, subscribers, 256, calls);
    const { elapsed: atOnce32 } = await vectorRate(store, subscribers, 32, calls);
    const { elapsed: oneByOne } = await vectorRate(store, subscribers, 1, calls / 10);
    const figures: readonly BenchFigure[] = [
      figure(
        `5G vectors with durable SQN, ${subscribers / 10} subscribers, 256 requests at once`,
        few.elapsed,
        ">= 5,000/s",
      ),
      figure(`the same with ${subscribers} subscribers`, many.elapsed, ">= 5,000/s"),
      {
        name: "the same, per second of processor time",
        value: Math.round(many.processor),
        unit: "/s",
        bar: ">= 5,000/s",
      },
      figure("the same, 32 requests at once", atOnce32),
      figure("the same, one request at a time: one flush each", oneByOne),
      { name: "accounts opened in bulk, keys generated and sealed", value: Math.round(opened), unit: "/s" },
    ];
    return { title: "AuC: authentication vectors with durable sequence numbers", figures };
  } finally {
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  }
}
