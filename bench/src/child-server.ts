import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A server under load in a process of its own, started from a file beside this one that calls {@link serveParent}. */
export class ChildServer implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(file: string, ...args: string[]): Promise<ChildServer> {
    const child = fork(new URL(file, import.meta.url), args);
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    return new ChildServer(child, port);
  }

  /** Processor time that the child has used so far, in microseconds. Says more than a clock on a busy machine. */
  async processorTime(): Promise<number> {
    const answer = once(this.#child, "message");
    this.#child.send("processor time");
    const [{ user, system }] = (await answer) as [NodeJS.CpuUsage];
    return user + system;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}

/** The child's side: tells the port, answers questions for processor time, and settles when the parent is done. */
export async function serveParent(port: number): Promise<void> {
  process.on("message", () => process.send?.(process.cpuUsage()));
  process.send?.({ port });
  await once(process, "disconnect");
}
