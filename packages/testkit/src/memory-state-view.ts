import { type SignatureSuite, toHex, utf8 } from "@symbolon/base";
import { sha256, verifySignature } from "@symbolon/crypto";
import type { StateEntry, StateEvent, StateView, Submitter } from "@symbolon/state";

/** Work that one call did. */
export interface CountedWork {
  readonly keysRead: number;
  readonly keysWritten: number;
}

/** A contract's view over a map in memory, for tests of contracts without a ledger: a throw writes nothing, work is counted. */
export class MemoryStateView implements StateView {
  readonly ledgerId: string;
  height = 1;
  blockTime: number;
  txId = "0".repeat(64);
  submitter: Submitter = { memberId: "nobody", certificateId: "none", role: "admin" };
  readonly events: StateEvent[] = [];
  #values = new Map<string, Uint8Array>();
  /** Keys in order. ASCII: the order of UTF-16 code units is that of octets. */
  #keys: string[] = [];
  #keysRead = 0;
  #keysWritten = 0;
  #transactions = 0;

  constructor(ledgerId: string, blockTime: number) {
    this.ledgerId = ledgerId;
    this.blockTime = blockTime;
  }

  /** Runs one call as one transaction with an identifier of its own. @returns its result and its work */
  transact<Result>(
    submitter: Submitter,
    call: (view: StateView) => Result,
  ): { readonly result: Result; readonly work: CountedWork } {
    const before = new Map(this.#values);
    const keysBefore = [...this.#keys];
    const eventsBefore = this.events.length;
    this.#transactions += 1;
    this.txId = toHex(sha256(utf8(`transaction ${this.#transactions}`)));
    this.submitter = submitter;
    this.#keysRead = 0;
    this.#keysWritten = 0;
    try {
      const result = call(this);
      return { result, work: { keysRead: this.#keysRead, keysWritten: this.#keysWritten } };
    } catch (cause) {
      this.#values = before;
      this.#keys = keysBefore;
      this.events.length = eventsBefore;
      throw cause;
    }
  }

  get(key: string): Uint8Array | undefined {
    this.#keysRead += 1;
    return this.#values.get(key);
  }

  range(start: string, end: string, limit: number): readonly StateEntry[] {
    const keys = this.#keys;
    const found: StateEntry[] = [];
    for (let i = firstAtLeast(keys, start); i < keys.length && found.length < limit; i += 1) {
      const key = keys[i] as string;
      if (key >= end) break;
      found.push({ key, value: this.#values.get(key) as Uint8Array });
    }
    this.#keysRead += Math.max(1, found.length);
    return found;
  }

  put(key: string, value: Uint8Array): void {
    if (value.length === 0) throw new Error(`the value of ${key} is empty`);
    this.#keysWritten += 1;
    if (!this.#values.has(key)) this.#keys.splice(firstAtLeast(this.#keys, key), 0, key);
    this.#values.set(key, value.slice());
  }

  delete(key: string): void {
    this.#keysWritten += 1;
    if (this.#values.delete(key)) this.#keys.splice(firstAtLeast(this.#keys, key), 1);
  }

  emit(event: StateEvent): void {
    this.events.push({ type: event.type, data: structuredClone(event.data) });
  }

  sha256(bytes: Uint8Array): Uint8Array {
    return sha256(bytes);
  }

  verify(suite: SignatureSuite, spki: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
    return verifySignature(suite, spki, bytes, signature);
  }

  /** All that is written, in order of keys: what two executions are compared by. */
  dump(): readonly (readonly [key: string, hex: string])[] {
    return this.#keys.map((key) => [key, toHex(this.#values.get(key) as Uint8Array)]);
  }
}

function firstAtLeast(keys: readonly string[], start: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
