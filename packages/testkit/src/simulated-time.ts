import type { Clock } from "@symbolon/base";
import type { Timers } from "@symbolon/ledger";

interface Alarm {
  readonly at: number;
  readonly action: () => void;
}

/** Time that moves only when a test says so: clock and timers in one. */
export class SimulatedTime implements Clock, Timers {
  readonly #alarms = new Set<Alarm>();
  #now: number;
  #monotonic = 0;

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Moves on and calls what falls due, in order of time. */
  advance(milliseconds: number): void {
    const end = this.#monotonic + milliseconds;
    for (let next = this.#nextBefore(end); next !== undefined; next = this.#nextBefore(end)) {
      this.#alarms.delete(next);
      this.#moveTo(next.at);
      next.action();
    }
    this.#moveTo(end);
  }

  /** Sets the wall clock, as an administrator or a broken time server does; timers do not notice. */
  setClock(now: number): void {
    this.#now = now;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#alarms.size;
  }

  after(milliseconds: number, action: () => void): () => void {
    const alarm = { at: this.#monotonic + milliseconds, action };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  #nextBefore(end: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms)
      if (alarm.at <= end && (first === undefined || alarm.at < first.at)) first = alarm;
    return first;
  }

  #moveTo(monotonic: number): void {
    this.#now += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }
}
