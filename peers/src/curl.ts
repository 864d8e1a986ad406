import { requireProgram } from "./require-program.ts";
import { runProgram } from "./run-program.ts";

export interface CurlAnswer {
  readonly status: number;
  /** Of HTTP. */
  readonly version: string;
  readonly headers: string;
  readonly body: string;
}

/** One exchange with curl. @throws when curl got no answer: its exit status and what it said */
export async function curl(url: string, ...options: readonly string[]): Promise<CurlAnswer> {
  const path = requireProgram("curl", "curl");
  const common = ["--silent", "--show-error", "--include", "--noproxy", "*", "--max-time", "20"];
  const { status, stdout, stderr } = await runProgram(path, [...common, ...options, url], { deadlineMs: 40_000 });
  if (status !== 0) throw new Error(`curl ended with ${status}: ${stderr}`);
  const end = stdout.indexOf("\r\n\r\n");
  const headers = stdout.slice(0, end);
  const [, version = "", code] = /^HTTP\/(\S+) (\d+)/.exec(headers) ?? [];
  return { status: Number(code), version, headers, body: stdout.slice(end + 4) };
}
