import type { Log } from "@symbolon/base";
import type { Sha256 } from "@symbolon/proofs";
import { type DamagedRecord, scrub } from "../store/scrub.ts";
import type { ReadableStore } from "../store/state-store.ts";
import type { Timers } from "../timers.ts";

/** Records compared with the state tree in one turn, about 0.1 ms each, and milliseconds between turns. */
export const SCRUB_RECORDS = 16;
export const SCRUB_INTERVAL_MS = 250;

export interface BackgroundScrubModules {
  readonly reader: ReadableStore;
  readonly sha256: Sha256;
  readonly timers: Timers;
  readonly log: Log;
  readonly damaged: (records: readonly DamagedRecord[]) => void;
}

/** Goes round the whole state for ever, a few records at a time, looking for what the disk has altered. */
export class BackgroundScrub {
  readonly #modules: BackgroundScrubModules;
  #from = "";
  #forget: () => void = () => {};
  #closed = false;

  constructor(modules: BackgroundScrubModules) {
    this.#modules = modules;
    this.#wait();
  }

  close(): void {
    this.#closed = true;
    this.#forget();
  }

  #wait(): void {
    if (this.#closed) return;
    this.#forget = this.#modules.timers.after(SCRUB_INTERVAL_MS, () => {
      this.#look();
      this.#wait();
    });
  }

  #look(): void {
    const { reader, sha256, log, damaged } = this.#modules;
    try {
      const report = scrub(reader, { from: this.#from, limit: SCRUB_RECORDS }, sha256);
      this.#from = report.next ?? "";
      if (report.damaged.length > 0) damaged(report.damaged);
    } catch (cause) {
      log.error("ledger.scrub-failed", { from: this.#from, cause: String(cause) });
    }
  }
}
