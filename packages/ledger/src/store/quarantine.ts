import { canonicalBytes, type JsonValue, parseCanonicalJson } from "@symbolon/base";
import type { ReadableState, StateEntry } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";
import type { ReadableStore } from "./state-store.ts";

/** More damaged records than this mean that the store as a whole is lost. */
export const MAX_QUARANTINED_RECORDS = 1_000;

const FACT = "quarantine";

/** Keys of records that were found damaged: they are never answered from until they are written anew. */
export class Quarantine {
  readonly #keys: ReadonlySet<string>;

  private constructor(keys: ReadonlySet<string>) {
    this.#keys = keys;
  }

  /** What the store keeps. @throws STORE_CORRUPT */
  static of(store: Pick<ReadableStore, "meta">): Quarantine {
    const bytes = store.meta(FACT);
    return new Quarantine(new Set(bytes === undefined ? [] : decode(bytes)));
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** @throws STORE_CORRUPT when too much of the store is damaged */
  with(keys: Iterable<string>): Quarantine {
    const joined = new Set([...this.#keys, ...keys]);
    if (joined.size > MAX_QUARANTINED_RECORDS) {
      throw ledgerErrors.error(
        "STORE_CORRUPT",
        `${joined.size} records are damaged, more than ${MAX_QUARANTINED_RECORDS}`,
      );
    }
    return new Quarantine(joined);
  }

  /** Without the keys that a block writes or deletes: what it puts there is sound again. */
  without(keys: Iterable<string>): Quarantine {
    const left = new Set(this.#keys);
    for (const key of keys) left.delete(key);
    return new Quarantine(left);
  }

  /** For `StoreBatch.meta`. */
  facts(): ReadonlyMap<string, Uint8Array | undefined> {
    return new Map([[FACT, this.size === 0 ? undefined : canonicalBytes([...this.#keys].sort())]]);
  }
}

function decode(bytes: Uint8Array): readonly string[] {
  try {
    const keys: JsonValue = parseCanonicalJson(bytes);
    if (Array.isArray(keys) && keys.every((key) => typeof key === "string")) return keys;
  } catch (cause) {
    throw ledgerErrors.error("STORE_CORRUPT", "the list of damaged records is unreadable", { cause });
  }
  throw ledgerErrors.error("STORE_CORRUPT", "the list of damaged records is not a list of keys");
}

/** A state that refuses to answer from damaged records. */
export class GuardedState implements ReadableState {
  readonly #state: ReadableState;
  readonly #quarantine: () => Quarantine;

  /** @param quarantine asked on every read, so that a record is refused from the moment it is found damaged */
  constructor(state: ReadableState, quarantine: () => Quarantine) {
    this.#state = state;
    this.#quarantine = quarantine;
  }

  /** @throws STORE_CORRUPT naming the record */
  get(key: string): Uint8Array | undefined {
    this.#assertSound(key);
    return this.#state.get(key);
  }

  /** @throws STORE_CORRUPT naming the record */
  range(start: string, end: string, limit: number): readonly StateEntry[] {
    const entries = this.#state.range(start, end, limit);
    if (this.#quarantine().size > 0) for (const { key } of entries) this.#assertSound(key);
    return entries;
  }

  #assertSound(key: string): void {
    if (!this.#quarantine().has(key)) return;
    throw ledgerErrors.error("STORE_CORRUPT", `the record ${key} was found damaged and is not answered from`, {
      details: { key },
    });
  }
}
