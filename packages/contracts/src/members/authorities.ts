import { type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { requireOverlap } from "./certificates.ts";
import { authorityKey } from "./keys.ts";
import { findAuthorities } from "./reading.ts";
import type { Authority, AuthorityRecord } from "./records.ts";
import type { NewAuthority } from "./schemas.ts";

/** Most certification authorities of a member at one time, those in their overlap included. */
export const MAX_AUTHORITIES = 4;

/** Puts a new authority in; those before it end with the overlap. @throws VALIDITY_INVALID, TOO_MANY_AUTHORITIES */
export function rotateAuthority(view: StateView, member: string, next: NewAuthority, overlapUntil: number): void {
  requireOverlap(view, overlapUntil);
  const before = findAuthorities(view, member, view.blockTime)
    .map((authority) => ({ ...authority, until: Math.min(authority.until ?? overlapUntil, overlapUntil) }))
    .filter(({ until }) => until > view.blockTime);
  if (before.length >= MAX_AUTHORITIES) {
    throw contractErrors.error("TOO_MANY_AUTHORITIES", `${member} has ${before.length} authorities in their overlap`);
  }
  writeAuthorities(view, member, [...before, next]);
  view.emit({ type: "members.authority-rotated", data: { member, overlapUntil } });
}

export function writeAuthorities(view: StateView, member: string, authorities: readonly Authority[]): void {
  const record: AuthorityRecord = { v: 1, authorities };
  writeRecord(view, authorityKey(member), record);
}
