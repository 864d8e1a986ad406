import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enumNameOf } from "@symbolon/codecs/dns";
import type { BenchFigure, BenchOptions, BenchResult } from "./bench-result.ts";
import { ChildServer } from "./child-server.ts";
import { dnsperf, type DnsperfRun } from "./dnsperf.ts";
import { FIRST_NUMBER, NUMBERS_PER_RANGE } from "./enum-ledger.ts";

const QUESTIONS = 100_000;
const ROUNDS = 3;
const RANGES = 1_000_000;

/** ENUM over UDP: the face over many ranges beside a bare responder, each in a process of its own, load from dnsperf. */
export async function run({ full }: BenchOptions): Promise<BenchResult> {
  const seconds = full ? 10 : 1;
  const folder = await mkdtemp(join(tmpdir(), "symbolon-bench-"));
  try {
    const figures: BenchFigure[] = [];
    for (const ranges of full ? [RANGES, RANGES / 10] : [RANGES / 10]) {
      figures.push(...figuresOf(await measure(folder, ranges, seconds), ranges));
    }
    return { title: "ENUM over UDP", figures };
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Load extends DnsperfRun {
  /** Microseconds of the server's processor for one answer. */
  readonly processorTime: number;
}

interface Measured {
  readonly face: Load;
  readonly bare: Load;
}

/** Turns between the two, so that both meet the machine's moods; the median of each counts. */
async function measure(folder: string, ranges: number, seconds: number): Promise<Measured> {
  await using face = await ChildServer.start("./enum-face-server.ts", String(ranges));
  await using bare = await ChildServer.start("./enum-bare-server.ts");
  const questions = await writeQuestions(folder, ranges);
  const loads: { face: Load[]; bare: Load[] } = { face: [], bare: [] };
  // The first turn compiles.
  for (const server of [face, bare]) await load(server, questions, 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    loads.face.push(await load(face, questions, seconds));
    loads.bare.push(await load(bare, questions, seconds));
  }
  return { face: median(loads.face), bare: median(loads.bare) };
}

async function load(server: ChildServer, questions: string, seconds: number): Promise<Load> {
  const before = await server.processorTime();
  const run = await dnsperf({ port: server.port, questions, seconds });
  return { ...run, processorTime: ((await server.processorTime()) - before) / run.answered };
}

function median(loads: readonly Load[]): Load {
  const ordered = loads.toSorted((a, b) => a.queriesPerSecond - b.queriesPerSecond);
  return ordered[ordered.length >> 1] as Load;
}

/** Numbers spread over all ranges, in an order without locality; a tenth of them are nobody's. */
async function writeQuestions(folder: string, ranges: number): Promise<string> {
  const file = join(folder, `questions-${ranges}`);
  const numbers = Array.from({ length: QUESTIONS }, (_, i) => {
    const range = (i * 7_919_017) % ranges;
    return FIRST_NUMBER + range * NUMBERS_PER_RANGE + (i % NUMBERS_PER_RANGE);
  });
  await writeFile(file, numbers.map((number) => `${enumNameOf(String(number), "e164.arpa")} NAPTR\n`).join(""));
  return file;
}

function figuresOf({ face, bare }: Measured, ranges: number): BenchFigure[] {
  const over = `${ranges.toLocaleString("en-US")} ranges`;
  return [
    {
      name: `answers from ${over}`,
      value: face.queriesPerSecond,
      unit: "queries/s",
      peer: { name: "a bare UDP responder with one constant answer", value: bare.queriesPerSecond },
      ratio: face.queriesPerSecond / bare.queriesPerSecond,
      bar: ">= 0.6 x",
    },
    {
      name: `processor time of an answer from ${over}`,
      value: face.processorTime,
      unit: "us",
      peer: { name: "the bare responder", value: bare.processorTime },
      ratio: face.processorTime / bare.processorTime,
    },
    { name: `mean latency at 100 outstanding, ${over}`, value: face.meanLatencyMs, unit: "ms" },
    { name: `queries lost, ${over}`, value: face.lost, unit: "queries", bar: "0" },
  ];
}
