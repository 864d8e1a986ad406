import { Worker } from "node:worker_threads";
import { ledgerErrors } from "../errors.ts";
import type { MachineHead } from "../machine/executed-block.ts";
import { type EngineAnswer, type EngineCall, type EngineSetup, receiveError } from "./engine-messages.ts";

export type EngineAnswered = Extract<EngineAnswer, { readonly head: MachineHead }>;

/** Calls to the thread of an engine, and its answers in the same order. */
export class EngineLink {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<EngineAnswered>[] = [];
  readonly #exited: Promise<void>;
  /** The thread's first answer, when its store is open. */
  readonly ready: Promise<EngineAnswered>;
  #failure: Error | undefined;

  constructor(threadModule: URL, setup: EngineSetup) {
    this.#worker = new Worker(threadModule, { workerData: setup, name: "ledger" });
    this.ready = this.#expect();
    const exited = Promise.withResolvers<void>();
    this.#exited = exited.promise;
    this.#worker.on("message", (answer: EngineAnswer) => this.#answered(answer));
    this.#worker.on("error", (cause) => this.#fail(failed("failed", cause)));
    this.#worker.on("exit", () => {
      this.#fail(failed("ended"));
      exited.resolve();
    });
  }

  /** @throws what the engine throws, WORKER_FAILED */
  call(call: EngineCall): Promise<EngineAnswered> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#worker.postMessage(call);
    return this.#expect();
  }

  /** Lets the thread close its store and waits for its end. */
  async close(): Promise<void> {
    await this.call({ name: "close" }).catch(() => undefined);
    await this.#exited;
  }

  #expect(): Promise<EngineAnswered> {
    const waiting = Promise.withResolvers<EngineAnswered>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  #answered(answer: EngineAnswer): void {
    const waiting = this.#waiting.shift();
    if ("error" in answer) waiting?.reject(receiveError(answer.error));
    else waiting?.resolve(answer);
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
  }
}

function failed(what: string, cause?: unknown): Error {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return ledgerErrors.error("WORKER_FAILED", `the thread that executes blocks ${what}${reason}`, { cause });
}
