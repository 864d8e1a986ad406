/** A set of distinct keys in ascending order, built for many insertions between few range reads. */
export class SortedKeys {
  readonly #sorted: string[] = [];
  #added: string[] = [];

  /** @param key not in the set yet */
  add(key: string): void {
    this.#added.push(key);
  }

  /** Keys with `start <= key < end`. */
  between(start: string, end: string): readonly string[] {
    this.#settle();
    return this.#sorted.slice(this.#position(start), this.#position(end));
  }

  #settle(): void {
    if (this.#added.length > this.#sorted.length) {
      this.#sorted.push(...this.#added);
      this.#sorted.sort(compare);
    } else for (const key of this.#added) this.#sorted.splice(this.#position(key), 0, key);
    this.#added = [];
  }

  /** Index of the first key that is not below `key`. */
  #position(key: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
