import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { writeAuthorities } from "./authorities.ts";
import { addCertificate } from "./certificates.ts";
import { checkEndpoints } from "./endpoints.ts";
import { requireMember } from "./permission.ts";
import { findMember } from "./reading.ts";
import type { MemberRecord, MemberStatus } from "./records.ts";
import type { MemberProfile } from "./schemas.ts";
import { readAlliance, writeAlliance } from "./settings.ts";
import { writeMember } from "./write-member.ts";

/** The life of a membership: every step that exists. */
const steps = {
  suspend: { from: "active", to: "suspended" },
  reinstate: { from: "suspended", to: "active" },
  leave: { from: "active", to: "left" },
} as const satisfies Record<string, { readonly from: MemberStatus; readonly to: MemberStatus }>;

export type MembershipStep = keyof typeof steps;

/** Writes a new member with its authority, certificates and endpoints. @throws MEMBER_EXISTS, ENDPOINT_INVALID, CERTIFICATE_EXISTS, VALIDITY_INVALID */
export function addMember(view: StateView, profile: MemberProfile): void {
  const { id, name, roles, authority, certificates, endpoints, contact, evidence } = profile;
  requireNewMember(view, id);
  checkEndpoints(endpoints);
  const member: MemberRecord = {
    v: 1,
    id,
    name,
    status: "active",
    roles,
    endpoints,
    contact,
    evidence,
    joinedAt: view.blockTime,
  };
  writeMember(view, member);
  writeAuthorities(view, id, [authority]);
  for (const certificate of certificates) addCertificate(view, id, certificate);
  countActive(view, 1);
  view.emit({ type: "members.joined", data: { member: id, name, roles } });
}

/** @throws MEMBER_EXISTS */
export function requireNewMember(view: StateView, id: string): void {
  if (findMember(view, id) !== undefined) {
    throw contractErrors.error("MEMBER_EXISTS", `there is, or was, a member ${id}`);
  }
}

/** Checks that a step exists from where the member stands. @throws MEMBER_UNKNOWN, MEMBER_NOT_ACTIVE, PROPOSAL_INVALID, LAST_MEMBER */
export function requireMembershipStep(view: StateView, id: string, step: MembershipStep): MemberRecord {
  const member = requireMember(view, id);
  const { from, to } = steps[step];
  if (member.status !== from) {
    const code = from === "active" ? "MEMBER_NOT_ACTIVE" : "PROPOSAL_INVALID";
    throw contractErrors.error(code, `${id} is ${member.status}; only a member that is ${from} can ${step}`);
  }
  if (to !== "active" && readAlliance(view).activeMembers <= 1) {
    throw contractErrors.error("LAST_MEMBER", `${id} is the last active member`);
  }
  return member;
}

/** @throws MEMBER_UNKNOWN, MEMBER_NOT_ACTIVE, PROPOSAL_INVALID, LAST_MEMBER */
export function takeMembershipStep(view: StateView, id: string, step: MembershipStep): void {
  const member = requireMembershipStep(view, id, step);
  const { to } = steps[step];
  writeMember(view, { ...member, status: to });
  countActive(view, to === "active" ? 1 : -1);
  view.emit({ type: "members.status-changed", data: { member: id, status: to } });
}

function countActive(view: StateView, change: 1 | -1): void {
  const alliance = readAlliance(view);
  writeAlliance(view, { ...alliance, activeMembers: alliance.activeMembers + change });
}
