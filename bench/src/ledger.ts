import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { silentLog } from "@symbolon/base";
import { sha256, verifySignature } from "@symbolon/crypto";
import {
  type EmbeddedLedger,
  LmdbStore,
  MemoryStore,
  openEmbeddedLedger,
  type Receipt,
  SparseMerkleTree,
  StateMachine,
  treeChanges,
} from "@symbolon/ledger";
import type { SignedTransaction } from "@symbolon/proofs";
import type { BenchFigure, BenchOptions, BenchResult } from "./bench-result.ts";
import {
  allianceWorkload,
  contractWorkload,
  PLAN_BATCH,
  PLAN_RANGES,
  planWorkload,
  type Workload,
} from "./ledger-workload.ts";

const IN_FLIGHT = 64;
const WARM_UP = 1_000;
const SECOND = 1_000;
/** Share of the saturation rate at which waits are measured once more. */
const PACE = 0.8;

const time = {
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  timers: {
    after: (milliseconds: number, action: () => void) => {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
  },
};
interface LoadFigures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** The same at {@link PACE} of that rate, without regard to what waits. */
  readonly pacedP99: number;
  readonly perBlock: number;
  /** Processor time of all threads, microseconds per transaction. */
  readonly processor: number;
}

/** The embedded ledger under signed transactions, each flushed before its receipt. */
export async function run({ full }: BenchOptions): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-bench-"));
  const count = WARM_UP + (full ? 30_000 : 6_000);
  const recording = await allianceWorkload(count);
  const load = await measureLedger(join(directory, "recording"), recording);
  const restart = await measureRestart(join(directory, "recording"), recording);
  const writing = await contractWorkload(count);
  const plain = await measureLedger(join(directory, "writing"), writing);
  const planImport = await measurePlanImport(join(directory, "plan"));
  const blockSize = Math.max(1, Math.round(load.perBlock));
  const bare = await measureBareStore(join(directory, "bare"), recording, blockSize);
  const rootShare = measureRoot(recording, blockSize);
  await rm(directory, { recursive: true });
  const figures: BenchFigure[] = [
    ...loadFigures("numbers.record, charged", load, bare),
    { name: "restart after the run", value: restart, unit: "ms", bar: "< 2,000 ms" },
    { name: "share of the state root in executing a block", value: rootShare * 100, unit: "%" },
    {
      name: `plan data of ${PLAN_RANGES} ranges imported, ${PLAN_BATCH} with one call`,
      value: planImport,
      unit: "ms",
      bar: "< 10,000 ms",
    },
    ...loadFigures("a contract that only writes three records", plain),
  ];
  return { title: `Embedded ledger, P-256-signed transactions, ${IN_FLIGHT} in flight`, figures };
}

function loadFigures(what: string, load: LoadFigures, bare?: number): BenchFigure[] {
  const peer = { name: "bare LMDB, same state records, one flush per group", value: bare ?? 0 };
  const beside = bare === undefined ? {} : { peer, ratio: load.perSecond / bare };
  return [
    {
      name: `${what}, flushed before the receipt`,
      value: load.perSecond,
      unit: "tx/s",
      ...beside,
      bar: ">= 1,500 tx/s",
    },
    { name: `${what}: wait for a receipt, median`, value: load.p50, unit: "ms" },
    { name: `${what}: wait for a receipt, 99th percentile`, value: load.p99, unit: "ms", bar: "< 50 ms" },
    { name: `${what}: the same at ${PACE} of that rate`, value: load.pacedP99, unit: "ms", bar: "< 50 ms" },
    { name: `${what}: processor time of one, all threads`, value: load.processor, unit: "us" },
    { name: `${what}: transactions of one block`, value: load.perBlock, unit: "tx" },
  ];
}

function openLedger(directory: string, { genesis, orderer, ruleset, module }: Workload): Promise<EmbeddedLedger> {
  const modules = { ruleset, signer: orderer, ...time, log: silentLog };
  return openEmbeddedLedger({ genesis, directory, ruleset: module }, modules);
}

async function measureLedger(directory: string, work: Workload): Promise<LoadFigures> {
  await using ledger = await openLedger(directory, work);
  await submitAll(ledger, work.preparation, 1);
  await submitAll(ledger, work.transactions.slice(0, WARM_UP));
  const paced = Math.floor((work.transactions.length - WARM_UP) / 3);
  const measured = work.transactions.slice(WARM_UP, -paced);
  const { height } = ledger.status();
  const processor = process.cpuUsage();
  const startedAt = performance.now();
  const waits = (await submitAll(ledger, measured)).toSorted((a, b) => a - b);
  const perSecond = measured.length / ((performance.now() - startedAt) / SECOND);
  const { user, system } = process.cpuUsage(processor);
  const perBlock = measured.length / (ledger.status().height - height);
  const calm = (await submitPaced(ledger, work.transactions.slice(-paced), PACE * perSecond)).toSorted((a, b) => a - b);
  return {
    processor: (user + system) / measured.length,
    perSecond,
    p50: at(waits, 0.5),
    p99: at(waits, 0.99),
    pacedP99: at(calm, 0.99),
    perBlock,
  };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] as number;
}

/** Each at its own time, whether those before have their receipts or not. @returns milliseconds that each waited from then on */
async function submitPaced(
  ledger: EmbeddedLedger,
  transactions: readonly SignedTransaction[],
  perSecond: number,
): Promise<number[]> {
  const startedAt = performance.now();
  return Promise.all(
    transactions.map(async (transaction, n) => {
      const due = startedAt + (n * SECOND) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      requireDone(await ledger.submit(transaction));
      return performance.now() - due;
    }),
  );
}

function requireDone(receipt: Receipt): void {
  if (receipt.status !== "done") throw new Error(`${receipt.code}: ${receipt.message}`);
}

/** @returns milliseconds that each waited */
async function submitAll(
  ledger: EmbeddedLedger,
  transactions: readonly SignedTransaction[],
  inFlight = IN_FLIGHT,
): Promise<number[]> {
  const waits: number[] = [];
  const left = transactions.values();
  const client = async () => {
    for (const transaction of left) {
      const startedAt = performance.now();
      requireDone(await ledger.submit(transaction));
      waits.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, client));
  return waits;
}

/** One call after the other, as `symbolon plan import` does. */
async function measurePlanImport(directory: string): Promise<number> {
  const work = await planWorkload();
  await using ledger = await openLedger(directory, work);
  await submitAll(ledger, work.preparation, 1);
  const startedAt = performance.now();
  await submitAll(ledger, work.transactions, 1);
  return performance.now() - startedAt;
}

async function measureRestart(directory: string, work: Workload): Promise<number> {
  const startedAt = performance.now();
  await using ledger = await openLedger(directory, work);
  return ledger.status().height > 0 ? performance.now() - startedAt : Number.NaN;
}

/** The blocks of the run, executed in memory. @returns what each writes to the state */
function* executedBlocks({ genesis, ruleset, preparation, transactions }: Workload, blockSize: number) {
  const modules = { store: new MemoryStore(), ruleset, sha256, verifySignature };
  const machine = new StateMachine({ genesis }, modules);
  machine.commit(machine.executeGenesis());
  for (const transaction of preparation) {
    const height = machine.info().height + 1;
    machine.commit(machine.execute({ height, time: genesis.time, transactions: [transaction] }));
  }
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
