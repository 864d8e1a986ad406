/** Port for waiting. Adapters use the machine's timers; tests bring simulated ones. */
export interface Timers {
  /** Calls `action` once after so many milliseconds. @returns a function that forgets it */
  after(milliseconds: number, action: () => void): () => void;
}

/** Resolves after so many milliseconds, or at once when `signal` aborts. Never rejects. */
export function pause(timers: Timers, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const forget = timers.after(milliseconds, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    const stop = () => {
      forget();
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
