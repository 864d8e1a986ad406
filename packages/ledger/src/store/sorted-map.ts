import type { StateEntry } from "@symbolon/state";

/** A map whose ASCII keys are iterated in octet order. */
export class SortedMap {
  readonly #values = new Map<string, Uint8Array>();
  readonly #keys: string[] = [];

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key);
  }

  /** `undefined` deletes. */
  set(key: string, value: Uint8Array | undefined): void {
    const known = this.#values.has(key);
    if (value === undefined) {
      if (known) this.#keys.splice(this.#position(key), 1);
      this.#values.delete(key);
      return;
    }
    if (!known) this.#keys.splice(this.#position(key), 0, key);
    this.#values.set(key, value);
  }

  *from(start: string): Iterable<StateEntry> {
    for (let i = this.#position(start); i < this.#keys.length; i += 1) {
      const key = this.#keys[i] as string;
      yield { key, value: this.#values.get(key) as Uint8Array };
    }
  }

  /** Index of the first key that is not less than `key`. */
  #position(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
