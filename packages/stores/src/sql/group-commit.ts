import { storesErrors } from "../errors.ts";

/** Requests that one transaction takes in. */
export const MAX_GROUPED_REQUESTS = 512;

/** Requests that may wait for a transaction. */
export const MAX_WAITING_REQUESTS = 65_536;

interface Waiting<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Gathers requests that arrive in one turn of the event loop, or while a transaction runs, into the next transaction:
 * one flush to disk serves all of them.
 */
export class GroupCommit<Request, Result> {
  readonly #commit: (requests: readonly Request[]) => Promise<readonly Result[]>;
  #waiting: Waiting<Request, Result>[] = [];
  #running: Promise<void> | undefined;

  /** `commit` answers in the order of the requests; when it throws, all of them fail and nothing was written. */
  constructor(commit: (requests: readonly Request[]) => Promise<readonly Result[]>) {
    this.#commit = commit;
  }

  /** @throws SUBSCRIBER_STORE_BUSY, what `commit` throws */
  submit(request: Request): Promise<Result> {
    if (this.#waiting.length >= MAX_WAITING_REQUESTS) {
      const message = `${MAX_WAITING_REQUESTS} requests wait for the store already`;
      return Promise.reject(storesErrors.error("SUBSCRIBER_STORE_BUSY", message));
    }
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, MAX_GROUPED_REQUESTS);
      this.#waiting = this.#waiting.slice(MAX_GROUPED_REQUESTS);
      await this.#commitGroup(group);
    }
    this.#running = undefined;
  }

  async #commitGroup(group: readonly Waiting<Request, Result>[]): Promise<void> {
    try {
      const results = await this.#commit(group.map(({ request }) => request));
      for (const [position, { resolve }] of group.entries()) resolve(results[position] as Result);
    } catch (reason) {
      for (const { reject } of group) reject(reason);
    }
  }
}
