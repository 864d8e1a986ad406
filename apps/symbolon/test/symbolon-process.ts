import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { deadlines } from "./deadlines.ts";
import { until } from "./until.ts";

const PROGRAM = join(import.meta.dirname, "../bin/symbolon.ts");

export interface ProcessOptions {
  readonly cwd?: string;
  /** Beside what this process has, without its `SYMBOLON_*`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What can be read from file descriptor 3. */
  readonly descriptor?: string;
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds from the signal to the end. */
  readonly milliseconds: number;
}

/** `symbolon` as a child process; all that it prints is kept. It does not outlive its disposal. */
export class SymbolonProcess implements AsyncDisposable {
  readonly #words: readonly string[];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #stdout = "";
  #stderr = "";

  constructor(words: readonly string[], { cwd = process.cwd(), environment = {}, descriptor }: ProcessOptions = {}) {
    this.#words = words;
    const env = { ...inheritedEnvironment(), ...environment };
    this.#child = spawn(process.execPath, [PROGRAM, ...words], { cwd, env, stdio: ["ignore", "pipe", "pipe", "pipe"] });
    (this.#child.stdio[3] as Writable).on("error", () => undefined).end(descriptor);
    this.#closed = once(this.#child, "close");
    // Also when a test run is broken off.
    const end = () => this.#child.kill("SIGKILL");
    process.once("exit", end);
    this.#child.once("close", () => process.off("exit", end));
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get status(): number | null {
    return this.#child.exitCode;
  }

  /** Waits for text on standard output. Rejects when the process ends without it. */
  async printed(text: string, deadline: number = deadlines.ready): Promise<void> {
    await until(
      `${this.#describe()} prints ${JSON.stringify(text)}`,
      () => {
        if (this.#stdout.includes(text)) return true;
        if (this.#hasEnded()) throw new Error(`${this.#describe()} ended\n${this.#stdout}\n${this.#stderr}`);
        return false;
      },
      deadline,
    );
  }

  /** Waits for the end without asking for it. */
  async ended(deadline: number = deadlines.command): Promise<Ended> {
    const timeout = setTimeout(() => this.#child.kill("SIGKILL"), deadline);
    const from = performance.now();
    await this.#closed;
    clearTimeout(timeout);
    const { exitCode: status, signalCode: signal } = this.#child;
    return { status, signal, milliseconds: performance.now() - from };
  }

  /** Sends a signal and waits for the end; what does not end within the deadline is killed. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended(deadlines.stop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded()) await this.stop();
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #describe(): string {
    return `symbolon ${this.#words.join(" ")}`;
  }
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("SYMBOLON_") && name !== "NODE_OPTIONS"),
  );
}
