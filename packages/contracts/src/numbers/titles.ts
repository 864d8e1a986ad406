import type { NumberKind } from "@symbolon/base";
import { type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { requireActiveMember } from "../members/permission.ts";
import type { MemberRecord } from "../members/records.ts";
import { successor } from "./digits.ts";
import { keyIn } from "./keys.ts";
import { firstFrom } from "./reading.ts";
import { requireRange } from "./ranges.ts";
import type { NumberRange, TitleRecord } from "./records.ts";

/** Most titles that one range may be made of. */
export const MAX_TITLES_PER_RANGE = 50;

interface NewTitle {
  readonly member: string;
  readonly kind: NumberKind;
  readonly range: NumberRange;
}

/** @throws RANGE_INVALID, RANGE_OVERLAP, MEMBER_UNKNOWN, MEMBER_NOT_ACTIVE */
export function checkTitle(view: StateView, { member, kind, range }: NewTitle): void {
  requireActiveMember(view, member);
  requireRange(range);
  const title = firstFrom<TitleRecord>(view, "title", kind, range.start);
  if (title !== undefined && title.start <= range.end) {
    throw contractErrors.error("RANGE_OVERLAP", `${title.member} has the title to ${title.start}..${title.end}`);
  }
}

/** Writes that a member owns numbers and may inject them. */
export function grantTitle(view: StateView, { member, kind, range }: NewTitle): void {
  const record: TitleRecord = { v: 1, kind, start: range.start, end: range.end, member };
  writeRecord(view, keyIn("title", kind, range.end), record);
}

/** The number buyer may inject what nobody else has a title to, another member what it has the title to itself. @throws NOT_ENTITLED */
export function requireTitle(view: StateView, member: MemberRecord, kind: NumberKind, range: NumberRange): void {
  const isBuyer = member.roles.includes("number-buyer");
  const refuse = (reason: string) => contractErrors.error("NOT_ENTITLED", `${range.start}..${range.end}: ${reason}`);
  let next: string | undefined = range.start;
  for (let count = 0; next !== undefined && next <= range.end; count += 1) {
    if (count === MAX_TITLES_PER_RANGE) throw refuse(`made of more than ${MAX_TITLES_PER_RANGE} titles`);
    const title: TitleRecord | undefined = firstFrom<TitleRecord>(view, "title", kind, next);
    const within = title !== undefined && title.start <= range.end;
    if (within && title.member !== member.id)
      throw refuse(`${title.member} has the title to ${title.start}..${title.end}`);
    if (!isBuyer && (!within || title.start > next)) throw refuse(`${member.id} has no title to ${next}`);
    if (!within) return;
    next = successor(title.end);
  }
}
