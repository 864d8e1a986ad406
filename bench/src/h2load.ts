import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** For one run, on a machine however busy. */
const DEADLINE_MS = 120_000;

const execute = promisify(execFile);

export type HttpVersion = "HTTP/1.1" | "h2c";

export interface H2loadOptions {
  readonly version: HttpVersion;
  readonly port: number;
  /** File with one path per line. */
  readonly paths: string;
  /** How long, or how many requests. */
  readonly amount: { readonly seconds: number } | { readonly requests: number };
  /** Requests per second in all; as many as the server answers when left out. */
  readonly rate?: number;
  /** Where to note each request, for percentiles. */
  readonly log?: string;
}

export interface H2loadRun {
  readonly requestsPerSecond: number;
  readonly answered: number;
  /** Failed, errored, timed out, or answered with a status of 500 and above. A number that nobody holds is an answer: 404. */
  readonly failed: number;
}

/** Connections, and streams on each: 64 and 128 requests outstanding. */
const connections: Readonly<Record<HttpVersion, { readonly clients: number; readonly options: readonly string[] }>> = {
  "HTTP/1.1": { clients: 64, options: ["--h1"] },
  h2c: { clients: 4, options: ["-m", "32"] },
};

/** Drives a server on loopback with h2load (Debian package nghttp2-client), one thread. */
export async function h2load({ version, port, paths, amount, rate, log }: H2loadOptions): Promise<H2loadRun> {
  const { clients, options } = connections[version];
  const target = ["-B", `http://127.0.0.1:${port}`, "-i", paths];
  const pace = rate === undefined ? [] : [`--rps=${Math.max(1, Math.floor(rate / clients))}`];
  const logged = log === undefined ? [] : [`--log-file=${log}`];
  const size = "seconds" in amount ? ["-D", String(amount.seconds)] : ["-n", String(amount.requests)];
  const load = ["-t", "1", "-c", String(clients), ...size, ...options, ...pace, ...logged];
  const { stdout } = await execute("h2load", [...load, ...target], { timeout: DEADLINE_MS });
  const read = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
  const answered = read(/status codes: (\d+) 2xx/) + read(/(\d+) 4xx/);
  const failed = read(/(\d+) 5xx/) + read(/(\d+) errored/) + read(/(\d+) timeout/);
  return { requestsPerSecond: read(/([\d.]+) req\/s/), answered, failed };
}

/** A percentile of the milliseconds that a logged run took from sending a request to the end of its answer. */
export async function logPercentile(log: string, percentile: number): Promise<number> {
  const lines = (await readFile(log, "utf8")).split("\n");
  const times = lines.map((line) => Number(line.split("\t")[2])).filter((time) => time > 0);
  const ordered = times.toSorted((a, b) => a - b);
  return (ordered[Math.floor((ordered.length * percentile) / 100)] ?? Number.NaN) / 1_000;
}
