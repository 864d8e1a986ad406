import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { findMember } from "./reading.ts";
import type { MemberRecord, MemberRole } from "./records.ts";

/** @throws MEMBER_UNKNOWN */
export function requireMember(view: StateView, id: string): MemberRecord {
  const member = findMember(view, id);
  if (member === undefined) throw contractErrors.error("MEMBER_UNKNOWN", `there is no member ${id}`);
  return member;
}

/** @throws MEMBER_UNKNOWN, MEMBER_NOT_ACTIVE */
export function requireActiveMember(view: StateView, id: string): MemberRecord {
  const member = requireMember(view, id);
  if (member.status !== "active") {
    const state = member.status === "left" ? "has left the alliance" : "is suspended";
    throw contractErrors.error("MEMBER_NOT_ACTIVE", `the member ${id} ${state}`);
  }
  return member;
}

/** The member that submits the transaction: the ledger checked its key, this checks its standing. @throws MEMBER_UNKNOWN, MEMBER_NOT_ACTIVE */
export function requireSubmitter(view: StateView): MemberRecord {
  return requireActiveMember(view, view.submitter.memberId);
}

/** @throws MEMBER_UNKNOWN, MEMBER_NOT_ACTIVE, MEMBER_ROLE_REQUIRED */
export function requireSubmitterWithRole(view: StateView, ...roles: readonly MemberRole[]): MemberRecord {
  const member = requireSubmitter(view);
  if (!member.roles.some((role) => roles.includes(role))) {
    throw contractErrors.error(
      "MEMBER_ROLE_REQUIRED",
      `${member.id} is ${member.roles.join(", ")}; this takes ${roles.join(" or ")}`,
    );
  }
  return member;
}
