/** Milliseconds before the first and the longest pause between attempts to reach another member. */
export const FIRST_RETRY_MS = 250;
export const LONGEST_RETRY_MS = 15_000;

/** Pauses that double until something succeeds. */
export class Backoff {
  #next = FIRST_RETRY_MS;

  next(): number {
    const pause = this.#next;
    this.#next = Math.min(LONGEST_RETRY_MS, pause * 2);
    return pause;
  }

  reset(): void {
    this.#next = FIRST_RETRY_MS;
  }
}
