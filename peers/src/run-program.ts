import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export interface RunOptions {
  /** Killed after this long. Default 20 s. */
  readonly deadlineMs?: number;
}

export interface ProgramResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Throws, with what it printed so far, when a signal or the deadline ended it. */
export async function runProgram(
  path: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ProgramResult> {
  const { deadlineMs = 20_000 } = options;
  const child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"], timeout: deadlineMs, killSignal: "SIGKILL" });
  const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const [stdout, stderr, [status, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (status === null) {
    throw new Error(`${path} ${args.join(" ")} was ended by ${signal} within ${deadlineMs} ms\n${stdout}\n${stderr}`);
  }
  return { status, stdout, stderr };
}
