import { decodeRecord, keysBelow, lastKeyPart, type ReadableState, readRecord } from "@symbolon/state";
import { authorityKey, certificateKey, memberKey } from "./keys.ts";
import type { Authority, AuthorityRecord, CertificateRecord, Endpoint, MemberRecord } from "./records.ts";

export function findMember(state: ReadableState, id: string): MemberRecord | undefined {
  return readRecord<MemberRecord>(state, memberKey(id));
}

export function findEndpoint(member: MemberRecord, name: string): Endpoint | undefined {
  return member.endpoints.find((endpoint) => endpoint.name === name);
}

export function findCertificate(state: ReadableState, certificateId: string): CertificateRecord | undefined {
  return readRecord<CertificateRecord>(state, certificateKey(certificateId));
}

/** Authorities of a member that may sign at `blockTime`. */
export function findAuthorities(state: ReadableState, memberId: string, blockTime: number): readonly Authority[] {
  const record = readRecord<AuthorityRecord>(state, authorityKey(memberId));
  return record?.authorities.filter(({ until }) => until === undefined || blockTime < until) ?? [];
}

/** Members in the order of their identifiers, from `from` on. */
export function listMembers(state: ReadableState, limit: number, from?: string): readonly MemberRecord[] {
  const { start, end } = keysBelow("member");
  return state
    .range(from === undefined ? start : memberKey(from), end, limit)
    .map(({ key, value }) => decodeRecord<MemberRecord>(key, value));
}

/** Identifiers of a member's certificates, revoked and expired ones included. */
export function listCertificates(state: ReadableState, memberId: string, limit: number): readonly string[] {
  const { start, end } = keysBelow("member-certificate", memberId);
  return state.range(start, end, limit).map(({ key }) => lastKeyPart(key));
}
