import { canonicalJson, type JsonObject, type NumberKind, utf8 } from "@symbolon/base";
import { decodeRecord, readRecord, type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { predecessor, successor } from "./digits.ts";
import { keyIn, keySpace, rangeKey } from "./keys.ts";
import { firstFrom } from "./reading.ts";
import type { NumberRange, RangeContent, RangeRecord } from "./records.ts";

/** Most range records that one step may touch: more is refused before it is done, and asked for in smaller parts. */
export const MAX_PIECES = 500;

const SCAN = 64;
const FREE_MARK = utf8('{"v":1}');

/** Gives the numbers of a piece their new content; throws to refuse. `overlaid` marks that one of them may have an overlay. */
export type ChangePiece = (piece: RangeRecord) => RangeContent & { readonly overlaid?: true | undefined };

/** The range records that hold any number of `range`, in order. @throws TOO_MANY_RANGES */
export function overlapping(view: StateView, kind: NumberKind, range: NumberRange): readonly RangeRecord[] {
  const first = firstFrom<RangeRecord>(view, "range", kind, range.start);
  const space = keySpace("range", kind, range.start.length);
  if (first === undefined || space === undefined) throw noSuchLength(range);
  const records = [first];
  let last = first;
  while (last.end < range.end) {
    // The whole space is covered: below 99..9 there is always a record after this one.
    const from = space.prefix + (successor(last.end) as string);
    for (const { key, value } of view.range(from, space.end, SCAN)) {
      last = decodeRecord<RangeRecord>(key, value);
      records.push(last);
      if (last.end >= range.end) break;
    }
    if (records.length > MAX_PIECES) {
      throw contractErrors.error(
        "TOO_MANY_RANGES",
        `${range.start}..${range.end} lies in more than ${MAX_PIECES} records`,
      );
    }
  }
  return records;
}

/**
 * Changes the numbers of `range` and nothing else, and keeps the invariant of the layer:
 * every number in exactly one record, neighbours of equal content in one.
 * @throws TOO_MANY_RANGES, and what `change` throws
 */
export function changeRange(view: StateView, kind: NumberKind, range: NumberRange, change: ChangePiece): void {
  const pieces = overlapping(view, kind, range);
  const first = pieces[0] as RangeRecord;
  const last = pieces.at(-1) as RangeRecord;
  const old: RangeRecord[] = [...pieces];
  const next: RangeRecord[] = [];
  if (first.start < range.start) next.push({ ...first, end: predecessor(range.start) as string });
  else addIfThere(before(view, kind, range.start), old, next);
  for (const piece of pieces) {
    const start = piece.start < range.start ? range.start : piece.start;
    const end = piece.end > range.end ? range.end : piece.end;
    next.push(withContent(piece.kind, start, end, change({ ...piece, start, end })));
  }
  if (last.end > range.end) next.push({ ...last, start: successor(range.end) as string });
  else addIfThere(after(view, kind, range.end), old, next);
  replace(view, kind, old, merge(next));
}

function addIfThere(neighbour: RangeRecord | undefined, old: RangeRecord[], next: RangeRecord[]): void {
  if (neighbour === undefined) return;
  old.push(neighbour);
  next.push(neighbour);
}

function before(view: StateView, kind: NumberKind, start: string): RangeRecord | undefined {
  const digits = predecessor(start);
  if (digits === undefined) return undefined;
  return readRecord<RangeRecord>(view, rangeKey(kind, digits));
}

function after(view: StateView, kind: NumberKind, end: string): RangeRecord | undefined {
  const digits = successor(end);
  return digits === undefined ? undefined : firstFrom<RangeRecord>(view, "range", kind, digits);
}

/** Notes that a number of this range may have an overlay from now on. */
export function markOverlaid(view: StateView, range: RangeRecord): void {
  if (range.overlaid !== true) writeRecord(view, rangeKey(range.kind, range.end), { ...range, overlaid: true });
}

/** A record with this content: members that are not set stay away. */
function withContent(kind: NumberKind, start: string, end: string, content: ReturnType<ChangePiece>): RangeRecord {
  const { status, owner, pricing, holder, application, expiresAt, paidUntil, routing, overlaid } = content;
  return {
    v: 1,
    kind,
    start,
    end,
    status,
    ...(owner === undefined ? {} : { owner }),
    ...(pricing === undefined ? {} : { pricing }),
    ...(holder === undefined ? {} : { holder }),
    ...(application === undefined ? {} : { application }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(paidUntil === undefined ? {} : { paidUntil }),
    ...(routing === undefined ? {} : { routing }),
    ...(overlaid === true ? { overlaid } : {}),
  };
}

/** Joins neighbours of equal content. The hint `overlaid` joins by OR. */
function merge(records: readonly RangeRecord[]): readonly RangeRecord[] {
  const merged: RangeRecord[] = [];
  for (const record of records) {
    const left = merged.at(-1);
    if (left === undefined || !sameContent(left, record)) {
      merged.push(record);
      continue;
    }
    const overlaid = left.overlaid ?? record.overlaid;
    merged[merged.length - 1] = { ...left, end: record.end, ...(overlaid === undefined ? {} : { overlaid }) };
  }
  return merged;
}

/** Equal in all but place and the hint `overlaid`. */
export function sameContent(a: RangeContent, b: RangeContent): boolean {
  return (
    a.status === b.status &&
    a.owner === b.owner &&
    a.pricing === b.pricing &&
    a.holder === b.holder &&
    a.application === b.application &&
    a.expiresAt === b.expiresAt &&
    a.paidUntil === b.paidUntil &&
    (a.routing === b.routing || routingText(a) === routingText(b))
  );
}

function routingText({ routing }: RangeContent): string {
  return routing === undefined ? "" : canonicalJson(routing as unknown as JsonObject);
}

/** Writes what differs, and keeps the index of free ranges beside it. */
function replace(view: StateView, kind: NumberKind, old: readonly RangeRecord[], next: readonly RangeRecord[]): void {
  const before = new Map(old.map((record) => [record.end, record]));
  for (const record of next) {
    const was = before.get(record.end);
    before.delete(record.end);
    if (was !== undefined && isSame(was, record)) continue;
    writeRecord(view, rangeKey(kind, record.end), record);
    markFree(view, kind, record.end, was?.status === "free", record.status === "free");
  }
  for (const record of before.values()) {
    view.delete(rangeKey(kind, record.end));
    markFree(view, kind, record.end, record.status === "free", false);
  }
}

function isSame(a: RangeRecord, b: RangeRecord): boolean {
  return a === b || (a.start === b.start && a.overlaid === b.overlaid && sameContent(a, b));
}

function markFree(view: StateView, kind: NumberKind, end: string, was: boolean, is: boolean): void {
  if (was === is) return;
  const key = keyIn("free", kind, end);
  if (is) view.put(key, FREE_MARK);
  else view.delete(key);
}

function noSuchLength(range: NumberRange) {
  return contractErrors.error("RANGE_INVALID", `there are no numbers of ${range.start.length} digits`);
}
