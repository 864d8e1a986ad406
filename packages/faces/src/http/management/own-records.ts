import type { NumberKind } from "@symbolon/base";
import { listMembers } from "@symbolon/contracts/members";
import { type ApplicationRecord, listRanges, type RangeRecord } from "@symbolon/contracts/numbers";
import { listAccounts } from "@symbolon/contracts/settlement";
import { decodeRecord, keysBelow, lastKeyPart, type StateReader } from "@symbolon/state";

/** A page of records. */
export interface RecordPage {
  readonly items: readonly object[];
  /** Where the next page begins. */
  readonly next?: string;
  readonly height: number;
}

/** Lists that are made from ranges. */
export type RangeList = "records" | "releases" | "injections";

/** Records that one page looks at, whoever they belong to. */
export const MAX_RECORDS_SCANNED = 10_000;
const SCAN_STEP = 500;
const IMSI_LENGTH = 15;

const wanted: Readonly<Record<RangeList, (range: RangeRecord, memberId: string) => boolean>> = {
  records: ({ holder, status }, memberId) => holder === memberId && status === "recorded",
  releases: ({ holder, status }, memberId) => holder === memberId && status === "quarantined",
  injections: ({ owner }, memberId) => owner === memberId,
};

/** What the ledger records of this member, page by page. */
export class OwnRecords {
  readonly #memberId: string;
  readonly #state: StateReader;

  constructor({ memberId }: { readonly memberId: string }, { state }: { readonly state: StateReader }) {
    this.#memberId = memberId;
    this.#state = state;
  }

  /** @param from digits; all numbers of one length are listed in order */
  ranges(list: RangeList, kind: NumberKind, limit: number, from = "0".repeat(IMSI_LENGTH)): RecordPage {
    const items: RangeRecord[] = [];
    let start: string | undefined = from;
    for (let scanned = 0; start !== undefined && scanned < MAX_RECORDS_SCANNED; scanned += SCAN_STEP) {
      const step: readonly RangeRecord[] = listRanges(this.#state, kind, start, SCAN_STEP);
      let end: string | undefined;
      for (const range of step) {
        if (items.length === limit) break;
        if (wanted[list](range, this.#memberId)) items.push(range);
        end = range.end;
      }
      start = end === undefined ? undefined : following(end);
      if (items.length === limit || (step.length < SCAN_STEP && items.length < limit)) {
        return this.#page(items, items.length === limit ? start : undefined);
      }
    }
    return this.#page(items, start);
  }

  /** @param from identifier of an application */
  applications(limit: number, from?: string): RecordPage {
    const { start, end } = keysBelow("application");
    const items: ApplicationRecord[] = [];
    const entries = this.#state.range(start + (from ?? ""), end, MAX_RECORDS_SCANNED + 1);
    const beyond = entries[MAX_RECORDS_SCANNED];
    for (const { key, value } of entries.slice(0, MAX_RECORDS_SCANNED)) {
      const record = decodeRecord<ApplicationRecord>(key, value);
      if (record.applicant !== this.#memberId) continue;
      if (items.length === limit) return this.#page(items, lastKeyPart(key));
      items.push(record);
    }
    return this.#page(items, beyond === undefined ? undefined : lastKeyPart(beyond.key));
  }

  /** Settlement accounts with every counterparty. */
  accounts(limit: number): RecordPage {
    return this.#page(listAccounts(this.#state, limit, this.#memberId));
  }

  /** All members of the alliance. */
  members(limit: number, from?: string): RecordPage {
    const members = listMembers(this.#state, limit + 1, from);
    return this.#page(members.slice(0, limit), members[limit]?.id);
  }

  #page(items: readonly object[], next?: string): RecordPage {
    const { height } = this.#state.head();
    return next === undefined ? { items, height } : { items, next, height };
  }
}

/** The number after `digits` of the same length; `undefined` after the last. */
function following(digits: string): string | undefined {
  const next = String(BigInt(digits) + 1n).padStart(digits.length, "0");
  return next.length > digits.length ? undefined : next;
}
