import { canonicalBytes, type JsonObject, type NumberKind } from "@symbolon/base";
import { type Endpoint, memberKey, type MemberRecord } from "@symbolon/contracts/members";
import {
  keyIn,
  keySpace,
  type OverlayRecord,
  overlayKey,
  type PlanRecord,
  type RangeContent,
  rangeKey,
  type SuciRecord,
  suciKey,
} from "@symbolon/contracts/numbers";
import type { StateEntry, StateHead, StateReader } from "@symbolon/state";

/** A copy of a ledger in memory that tests write records into, at heights of their choice. */
export class LedgerCopyFixture implements StateReader {
  readonly #records = new Map<string, Uint8Array>();
  #head: StateHead = { height: 1, blockTime: 0, freshAt: 0 };

  get(key: string): Uint8Array | undefined {
    return this.#records.get(key);
  }

  range(start: string, end: string, limit: number): readonly StateEntry[] {
    const keys = [...this.#records.keys()].filter((key) => start <= key && key < end).sort();
    return keys.slice(0, limit).map((key) => ({ key, value: this.#records.get(key) as Uint8Array }));
  }

  head(): StateHead {
    return this.#head;
  }

  /** The next block, at `time`. */
  block(time: number): void {
    this.#head = { height: this.#head.height + 1, blockTime: time, freshAt: time };
  }

  member(id: string, endpoints: readonly Endpoint[], status: MemberRecord["status"] = "active"): void {
    const contact = { organisation: id, email: `noc@${id}.example` };
    const record = { v: 1, id, name: id, status, roles: ["operator"], endpoints, contact, evidence: [], joinedAt: 0 };
    this.put(memberKey(id), record);
  }

  /** Writes one range; the rest of the space is left uncovered unless `cover` was called. */
  numbers(kind: NumberKind, start: string, end: string, content: RangeContent & { overlaid?: true }): void {
    this.put(rangeKey(kind, end), { v: 1, kind, start, end, ...content });
  }

  /** Covers what follows the ranges written so far, as an untouched ledger does. */
  cover(kind: NumberKind, length: number): void {
    const end = "9".repeat(length);
    if (keySpace("range", kind, length) !== undefined && this.get(rangeKey(kind, end)) === undefined) {
      this.numbers(kind, "0".repeat(length), end, { status: "unassigned" });
    }
  }

  overlay(kind: NumberKind, digits: string, record: Omit<OverlayRecord, "v">): void {
    this.put(overlayKey(kind, digits), { v: 1, ...record });
  }

  plan(kind: NumberKind, start: string, end: string, outside: string, country: string): void {
    const record: PlanRecord = { v: 1, kind, start, end, holder: { outside, country }, dataset: "test" };
    this.put(keyIn("plan", kind, end), record);
  }

  suci(record: Omit<SuciRecord, "v">): void {
    const { mcc, mnc, routingIndicator, homeNetworkKeyId } = record;
    this.put(suciKey(mcc, mnc, routingIndicator, homeNetworkKeyId), { v: 1, ...record });
  }

  put(key: string, record: object): void {
    this.#records.set(key, canonicalBytes(record as JsonObject));
  }

  delete(key: string): void {
    this.#records.delete(key);
  }

  /** Every record by its key, for proofs. */
  entries(): ReadonlyMap<string, Uint8Array> {
    return this.#records;
  }
}
