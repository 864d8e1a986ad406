import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchFigure, BenchOptions, BenchResult } from "./bench-result.ts";
import { ChildServer } from "./child-server.ts";
import { FIRST_NUMBER, NUMBERS_PER_RANGE } from "./enum-ledger.ts";
import { h2load, type H2loadRun, type HttpVersion, logPercentile } from "./h2load.ts";

const IDENTIFIERS = 20_000;
const ROUNDS = 3;
const WARM_UP = { full: { requests: 50_000 }, short: { requests: 15_000 } };
const RANGES = 1_000_000;

interface Load extends H2loadRun {
  /** Microseconds of the server's processor for one answer. */
  readonly processorTime: number;
}

interface Measured {
  readonly nbchf: Load;
  readonly fastify: Load;
  readonly node: Load;
  /** Milliseconds, at half the rate that it reaches. */
  readonly p99: number;
}

/** Nbchf GET over many ranges beside a bare Fastify route and a bare server of Node, each in a process of its own. */
export async function run({ full }: BenchOptions): Promise<BenchResult> {
  const seconds = full ? 10 : 1;
  const folder = await mkdtemp(join(tmpdir(), "symbolon-bench-"));
  try {
    const figures: BenchFigure[] = [];
    for (const ranges of full ? [RANGES, RANGES / 10] : [RANGES / 10]) {
      await using nbchf = await ChildServer.start("./rest-nbchf-server.ts", String(ranges));
      const paths = await writePaths(folder, ranges);
      const object = await exampleAnswer(nbchf.port);
      for (const version of ["HTTP/1.1", "h2c"] as const) {
        const warmUp = full ? WARM_UP.full : WARM_UP.short;
        const measured = await measure({ version, nbchf, object, paths, seconds, warmUp, folder });
        figures.push(...figuresOf(measured, `${version}, ${ranges} ranges`));
      }
    }
    return { title: "Nbchf over HTTP", figures };
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Setting {
  readonly version: HttpVersion;
  readonly nbchf: ChildServer;
  readonly object: string;
  readonly paths: string;
  readonly seconds: number;
  readonly warmUp: { readonly requests: number };
  readonly folder: string;
}

/** Turns between the three, so that all meet the machine's moods; the median of each counts. */
async function measure({ version, nbchf, object, paths, seconds, warmUp, folder }: Setting): Promise<Measured> {
  await using fastify = await ChildServer.start("./rest-bare-server.ts", `fastify ${version}`, object);
  await using node = await ChildServer.start("./rest-bare-server.ts", `node ${version}`, object);
  const servers = { nbchf, fastify, node };
  const loads = { nbchf: [] as Load[], fastify: [] as Load[], node: [] as Load[] };
  const names = ["nbchf", "fastify", "node"] as const;
  // Counted in requests, so that the compiler has seen enough of them on a busy machine too.
  for (const name of names) await h2load({ version, port: servers[name].port, paths, amount: warmUp });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) loads[name].push(await load(servers[name], version, paths, seconds));
  }
  const [ours, bareFastify, bareNode] = [median(loads.nbchf), median(loads.fastify), median(loads.node)];
  const log = join(folder, "requests.tsv");
  const rate = ours.requestsPerSecond / 2;
  await h2load({ version, port: nbchf.port, paths, amount: { seconds }, rate, log });
  return { nbchf: ours, fastify: bareFastify, node: bareNode, p99: await logPercentile(log, 99) };
}

async function load(server: ChildServer, version: HttpVersion, paths: string, seconds: number): Promise<Load> {
  const before = await server.processorTime();
  const run = await h2load({ version, port: server.port, paths, amount: { seconds } });
  return { ...run, processorTime: ((await server.processorTime()) - before) / run.answered };
}

function median(loads: readonly Load[]): Load {
  const ordered = loads.toSorted((a, b) => a.requestsPerSecond - b.requestsPerSecond);
  return ordered[ordered.length >> 1] as Load;
}

/** Numbers spread over all ranges, in an order without locality; a tenth of them are nobody's. */
async function writePaths(folder: string, ranges: number): Promise<string> {
  const lines = Array.from({ length: IDENTIFIERS }, (_, i) => {
    const range = (i * 7_919_017) % ranges;
    return `${pathOf(FIRST_NUMBER + range * NUMBERS_PER_RANGE + (i % NUMBERS_PER_RANGE))}\n`;
  });
  const file = join(folder, `paths-${ranges}.txt`);
  await writeFile(file, lines.join(""));
  return file;
}

function pathOf(number: number): string {
  return `/nbchf/v1/routing/msisdn-${number}`;
}

/** What the bare servers answer to everybody. */
async function exampleAnswer(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${pathOf(FIRST_NUMBER + NUMBERS_PER_RANGE)}`);
  if (response.status !== 200) throw new Error(`the server under test answers ${response.status} to a known number`);
  return response.text();
}

function figuresOf({ nbchf, fastify, node, p99 }: Measured, over: string): BenchFigure[] {
  return [
    {
      name: `GET routing over ${over}`,
      value: nbchf.requestsPerSecond,
      unit: "requests/s",
      peer: { name: "a bare Fastify route", value: fastify.requestsPerSecond },
      ratio: nbchf.requestsPerSecond / fastify.requestsPerSecond,
      bar: ">= 0.8 x",
    },
    {
      name: `GET routing over ${over}`,
      value: nbchf.requestsPerSecond,
      unit: "requests/s",
      peer: { name: "a bare server of Node", value: node.requestsPerSecond },
      ratio: nbchf.requestsPerSecond / node.requestsPerSecond,
      bar: ">= 0.4 x",
    },
    {
      name: `processor time of an answer over ${over}`,
      value: nbchf.processorTime,
      unit: "us",
      peer: { name: "a bare server of Node", value: node.processorTime },
      ratio: nbchf.processorTime / node.processorTime,
    },
    { name: `p99 at half load over ${over}`, value: p99, unit: "ms", bar: "< 10 ms" },
    { name: `requests that failed over ${over}`, value: nbchf.failed, unit: "requests", bar: "0" },
  ];
}
