import type { RecordAcceptance } from "@symbolon/proofs";
import { type StateEntry, type StateHead, type StateReader, stateErrors } from "@symbolon/state";

/**
 * The few records that one answer rests on, each proved, as a copy of the ledger for one synchronous run. Its head is the
 * oldest height and time among the proofs, so that it never claims to be fresher than any of them.
 */
export class ProvenState implements StateReader {
  readonly #records = new Map<string, Uint8Array | undefined>();
  #head: StateHead = {
    height: Number.POSITIVE_INFINITY,
    blockTime: Number.POSITIVE_INFINITY,
    freshAt: Number.POSITIVE_INFINITY,
  };

  add({ record, height, time, freshAt }: RecordAcceptance): void {
    this.#records.set(record.key, record.value);
    const head = this.#head;
    this.#head = {
      height: Math.min(height, head.height),
      blockTime: Math.min(time, head.blockTime),
      freshAt: Math.min(freshAt, head.freshAt),
    };
  }

  head(): StateHead {
    return this.#head;
  }

  /** @throws INVALID_KEY for a record that nobody proved: a defect of the caller */
  get(key: string): Uint8Array | undefined {
    if (!this.#records.has(key)) throw stateErrors.error("INVALID_KEY", `the record ${key} was not proved`);
    return this.#records.get(key);
  }

  /** Among the proved records only. */
  range(start: string, end: string, limit: number): readonly StateEntry[] {
    const entries: StateEntry[] = [];
    for (const [key, value] of this.#records) {
      if (value !== undefined && start <= key && key < end) entries.push({ key, value });
    }
    return entries.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, limit);
  }
}
