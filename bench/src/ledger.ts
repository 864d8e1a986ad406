import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, toBase64Url } from "@symbolon/base";
import { KeyObjectSigner, sha256, type Signer, verifySignature } from "@symbolon/crypto";
import {
  type EmbeddedLedger,
  ledgerIdentifier,
  LmdbStore,
  MemoryStore,
  openEmbeddedLedger,
  SparseMerkleTree,
  StateMachine,
  treeChanges,
} from "@symbolon/ledger";
import { type SignedTransaction, transactionSigningBytes } from "@symbolon/proofs";
import type { Genesis } from "@symbolon/state";
import type { BenchFigure, BenchOptions, BenchResult } from "./bench-result.ts";
import { benchRuleset } from "./ledger-ruleset.ts";

const IN_FLIGHT = 64;
const MEMBERS = 16;
const WARM_UP = 1_000;
const SECOND = 1_000;

const time = {
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  timers: {
    after: (milliseconds: number, action: () => void) => {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
  },
};
const ruleset = { url: new URL("./ledger-ruleset.ts", import.meta.url).href, exportName: "benchRuleset" };

interface Workload {
  readonly genesis: Genesis;
  readonly orderer: Signer;
  readonly transactions: readonly SignedTransaction[];
}

interface LoadFigures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly perBlock: number;
  /** Processor time of all threads, microseconds per transaction. */
  readonly processor: number;
}

/** The embedded ledger under signed transactions, each of three state records and flushed before its receipt. */
export async function run({ full }: BenchOptions): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-bench-"));
  const work = await workload(full ? 30_000 : 6_000);
  const load = await measureLedger(join(directory, "ledger"), work);
  const restart = await measureRestart(join(directory, "ledger"), work);
  const blockSize = Math.max(1, Math.round(load.perBlock));
  const bare = await measureBareStore(join(directory, "bare"), work, blockSize);
  const rootShare = measureRoot(work, blockSize);
  await rm(directory, { recursive: true });
  const name = `P-256-signed transactions of three records, ${IN_FLIGHT} in flight, flushed before the receipt`;
  const figures: BenchFigure[] = [
    {
      name,
      value: load.perSecond,
      unit: "tx/s",
      peer: { name: "bare LMDB, same state records, one flush per group", value: bare },
      ratio: load.perSecond / bare,
      bar: ">= 1,500 tx/s",
    },
    { name: "wait for a receipt, median", value: load.p50, unit: "ms" },
    { name: "wait for a receipt, 99th percentile", value: load.p99, unit: "ms", bar: "< 50 ms" },
    { name: "processor time of one transaction, all threads", value: load.processor, unit: "us" },
    { name: "transactions of one block", value: load.perBlock, unit: "tx" },
    { name: "restart after the run", value: restart, unit: "ms", bar: "< 2,000 ms" },
    { name: "share of the state root in executing a block", value: rootShare * 100, unit: "%" },
  ];
  return { title: "Embedded ledger", figures };
}

async function workload(count: number): Promise<Workload> {
  const orderer = newSigner();
  const members = Array.from({ length: MEMBERS }, (_, n) => ({ id: `member-${n}`, signer: newSigner() }));
  const certificates = members.map(({ id, signer }) => [id, { memberId: id, spki: toBase64Url(signer.spki) }] as const);
  const genesis: Genesis = {
    format: 1,
    name: "bench",
    time: Date.now(),
    validators: [{ suite: orderer.suite, spki: toBase64Url(orderer.spki) }],
    contracts: { numbers: Object.fromEntries(certificates) },
  };
  const ledger = ledgerIdentifier(genesis, sha256);
  const transactions = await Promise.all(
    Array.from({ length: count + WARM_UP }, async (_, n) => {
      const { id, signer } = members[n % MEMBERS] as (typeof members)[number];
      const args = { number: `31501${String((n * 7_919) % 10_000_000_000).padStart(10, "0")}`, holder: id };
      const call = { ledger, contract: "numbers", method: "record", args, submitter: id };
      const body = { ...call, idempotencyKey: `record-${n}`, createdAt: genesis.time };
      return { ...body, signature: toBase64Url(await signer.sign(transactionSigningBytes(body))) };
    }),
  );
  return { genesis, orderer, transactions };
}

function newSigner(): Signer {
  return new KeyObjectSigner(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
}

function openLedger(directory: string, { genesis, orderer }: Workload): Promise<EmbeddedLedger> {
  const modules = { ruleset: benchRuleset, signer: orderer, ...time, log: silentLog };
  return openEmbeddedLedger({ genesis, directory, ruleset }, modules);
}

async function measureLedger(directory: string, work: Workload): Promise<LoadFigures> {
  await using ledger = await openLedger(directory, work);
  await submitAll(ledger, work.transactions.slice(0, WARM_UP));
  const { height } = ledger.status();
  const processor = process.cpuUsage();
  const startedAt = performance.now();
  const measured = work.transactions.slice(WARM_UP);
  const waits = (await submitAll(ledger, measured)).toSorted((a, b) => a - b);
  const seconds = (performance.now() - startedAt) / SECOND;
  const { user, system } = process.cpuUsage(processor);
  return {
    processor: (user + system) / measured.length,
    perSecond: measured.length / seconds,
    p50: waits[Math.floor(waits.length * 0.5)] as number,
    p99: waits[Math.floor(waits.length * 0.99)] as number,
    perBlock: measured.length / (ledger.status().height - height),
  };
}

/** @returns milliseconds that each waited */
async function submitAll(ledger: EmbeddedLedger, transactions: readonly SignedTransaction[]): Promise<number[]> {
  const waits: number[] = [];
  const left = transactions.values();
  const client = async () => {
    for (const transaction of left) {
      const startedAt = performance.now();
      const receipt = await ledger.submit(transaction);
      if (receipt.status !== "done") throw new Error(`${receipt.code}: ${receipt.message}`);
      waits.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  return waits;
}

async function measureRestart(directory: string, work: Workload): Promise<number> {
  const startedAt = performance.now();
  await using ledger = await openLedger(directory, work);
  return ledger.status().height > 0 ? performance.now() - startedAt : Number.NaN;
}

/** The blocks of the run, executed in memory. @returns what each writes to the state */
function* executedBlocks({ genesis, transactions }: Workload, blockSize: number) {
  const modules = { store: new MemoryStore(), ruleset: benchRuleset, sha256, verifySignature };
  const machine = new StateMachine({ genesis }, modules);
  machine.commit(machine.executeGenesis());
  for (let from = WARM_UP; from < transactions.length; from += blockSize) {
    const share = transactions.slice(from, from + blockSize);
    // Admission has checked the signatures before a block is executed.
    for (const transaction of share) machine.check(transaction, genesis.time);
    const startedAt = performance.now();
    const executed = machine.execute({ height: machine.info().height + 1, time: genesis.time, transactions: share });
    const milliseconds = performance.now() - startedAt;
    machine.commit(executed);
    yield { state: executed.batch.state, milliseconds, count: share.length };
  }
}

async function measureBareStore(directory: string, work: Workload, blockSize: number): Promise<number> {
  const blocks = [...executedBlocks(work, blockSize)];
  await using store = new LmdbStore({ directory });
  const nothing = new Map<string, undefined>();
  const startedAt = performance.now();
  for (const [height, { state }] of blocks.entries()) store.commit({ height, state, tree: nothing, meta: nothing });
  const seconds = (performance.now() - startedAt) / SECOND;
  return blocks.reduce((sum, { count }) => sum + count, 0) / seconds;
}

/** A second tree takes the same changes, alone. @returns its time over the time of execution, which contains it */
function measureRoot(work: Workload, blockSize: number): number {
  const nodes = new Map<string, Uint8Array>();
  const tree = new SparseMerkleTree({}, { source: { treeNode: (path) => nodes.get(path) } });
  const spent = { root: 0, execution: 0 };
  for (const { state, milliseconds } of executedBlocks(work, blockSize)) {
    const startedAt = performance.now();
    const update = tree.update(treeChanges(state, sha256));
    spent.root += performance.now() - startedAt;
    spent.execution += milliseconds;
    for (const [path, node] of update.nodes) {
      if (node === undefined) nodes.delete(path);
      else nodes.set(path, node);
    }
    tree.accept(update);
  }
  return spent.root / spent.execution;
}
