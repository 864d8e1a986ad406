import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

export interface DnsperfRun {
  readonly queriesPerSecond: number;
  readonly answered: number;
  readonly lost: number;
  readonly meanLatencyMs: number;
}

export interface DnsperfOptions {
  readonly port: number;
  /** File with one `name type` per line. */
  readonly questions: string;
  readonly seconds: number;
}

/** Drives a server on loopback with dnsperf (Debian package dnsperf), 100 questions outstanding. */
export async function dnsperf({ port, questions, seconds }: DnsperfOptions): Promise<DnsperfRun> {
  const target = ["-s", "127.0.0.1", "-p", String(port), "-d", questions];
  const load = ["-e", "-q", "100", "-l", String(seconds)];
  const { stdout } = await execute("dnsperf", [...target, ...load], { timeout: (seconds + 20) * 1000 });
  const read = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
  return {
    queriesPerSecond: read(/Queries per second:\s+([\d.]+)/),
    answered: read(/Queries completed:\s+(\d+)/),
    lost: read(/Queries lost:\s+(\d+)/),
    meanLatencyMs: read(/Average Latency \(s\):\s+([\d.]+)/) * 1000,
  };
}
