import { type StateView, writeRecord } from "@symbolon/state";
import { memberKey } from "./keys.ts";
import type { MemberRecord } from "./records.ts";

export function writeMember(view: StateView, member: MemberRecord): void {
  writeRecord(view, memberKey(member.id), member);
}
