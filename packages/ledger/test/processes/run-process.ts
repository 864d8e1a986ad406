import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of this folder in a process of its own, and the JSON lines that it writes. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly lines: Readonly<Record<string, unknown>>[];
  /** Resolves with the first line. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when the process is gone and all that it wrote was read. */
  readonly ended: Promise<void>;
}

/** @param limitFileBlocks largest file that the process may write, in blocks of the shell's `ulimit -f` (512 or 1024 octets) */
export function runProgram(name: string, args: readonly string[], limitFileBlocks?: number): RunningProgram {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const command = [process.execPath, program, ...args];
  const child =
    limitFileBlocks === undefined
      ? spawn(command[0] as string, command.slice(1), {
          stdio: ["ignore", "pipe", "pipe", "ipc"],
          serialization: "advanced",
        })
      : spawn("sh", ["-c", `ulimit -f ${limitFileBlocks}; exec "$@"`, "sh", ...command], {
          stdio: ["ignore", "pipe", "pipe"],
        });
  const lines: Readonly<Record<string, unknown>>[] = [];
  const first = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  let complaints = "";
  child.stderr?.on("data", (data: Buffer) => {
    complaints = (complaints + data.toString()).slice(-4_000);
  });
  const exited = once(child, "exit");
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on("line", (line) => {
    // A killed process may leave half a line behind.
    if (!line.endsWith("}")) return;
    lines.push(JSON.parse(line) as Readonly<Record<string, unknown>>);
    first.resolve(lines[0] as Readonly<Record<string, unknown>>);
  });
  const ended = Promise.all([exited, once(reader, "close")]).then(() => {
    first.reject(new Error(`${name} ended without a line: ${complaints}`));
  });
  first.promise.catch(() => undefined);
  return { child, lines, ready: first.promise, ended };
}
