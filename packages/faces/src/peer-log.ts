import type { Clock, Log, LogFields } from "@symbolon/base";

/** Pairs of reason and peer remembered at a time. Beyond it new pairs stay unlogged until old ones expire. */
export const MAX_LOGGED_PEERS = 256;
/** A pair of reason and peer is logged once in this time. */
export const PEER_LOG_INTERVAL_MS = 60_000;

interface Remembered {
  readonly until: number;
  suppressed: number;
}

/** Logs what peers do wrong: once per reason, peer and interval, however much garbage they send. */
export class PeerLog {
  readonly #log: Log;
  readonly #clock: Clock;
  /** In order of expiry, since every entry lives equally long. */
  readonly #remembered = new Map<string, Remembered>();
  #unlogged = 0;

  constructor(modules: { readonly log: Log; readonly clock: Clock }) {
    this.#log = modules.log;
    this.#clock = modules.clock;
  }

  warn(event: string, reason: string, peer: string, fields: LogFields = {}): void {
    const key = `${reason} ${peer}`;
    const now = this.#clock.monotonic();
    this.#expire(now);
    const known = this.#remembered.get(key);
    if (known !== undefined) {
      known.suppressed += 1;
      return;
    }
    if (this.#remembered.size >= MAX_LOGGED_PEERS) {
      this.#unlogged += 1;
      return;
    }
    this.#remembered.set(key, { until: now + PEER_LOG_INTERVAL_MS, suppressed: 0 });
    this.#log.warn(event, { reason, peer, ...fields });
  }

  #expire(now: number): void {
    for (const [key, { until, suppressed }] of this.#remembered) {
      if (until > now) break;
      this.#remembered.delete(key);
      this.#unlogged += suppressed;
    }
    if (this.#unlogged > 0 && this.#remembered.size === 0) {
      this.#log.warn("peer-warnings-suppressed", { count: this.#unlogged });
      this.#unlogged = 0;
    }
  }
}
