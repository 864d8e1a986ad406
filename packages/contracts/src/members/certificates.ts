import { type StateView, writeRecord } from "@symbolon/state";
import { dayMs } from "../contract/time.ts";
import { contractErrors } from "../errors.ts";
import { certificateKey, memberCertificateKey } from "./keys.ts";
import { findCertificate } from "./reading.ts";
import type { CertificateRecord } from "./records.ts";
import type { NewCertificate, Registration } from "./schemas.ts";
import { certificateIdOf } from "./statements.ts";

/** Longest validity of a registered certificate. */
export const MAX_CERTIFICATE_DAYS = 1830;
/** Longest time that a certificate or an authority goes on beside the one that follows it. */
export const MAX_OVERLAP_DAYS = 90;

/** A certificate is there: the least that an index entry can say. */
const PRESENT = { v: 1 };

/** Registers a key once and for ever. @throws CERTIFICATE_EXISTS, VALIDITY_INVALID @returns its identifier */
export function addCertificate(view: StateView, member: string, certificate: NewCertificate): string {
  const { use, role, suite, spki, notBefore, notAfter } = certificate;
  if (notAfter <= Math.max(notBefore, view.blockTime) || notAfter - notBefore > MAX_CERTIFICATE_DAYS * dayMs) {
    throw contractErrors.error(
      "VALIDITY_INVALID",
      `a certificate is valid from before its end, for ${MAX_CERTIFICATE_DAYS} days at most, and not over`,
    );
  }
  const id = certificateIdOf(spki, (bytes) => view.sha256(bytes));
  if (findCertificate(view, id) !== undefined) {
    throw contractErrors.error("CERTIFICATE_EXISTS", `the key ${id} is registered already`);
  }
  const record: CertificateRecord = { v: 1, member, use, role, suite, spki, notBefore, notAfter };
  writeRecord(view, certificateKey(id), record);
  writeRecord(view, memberCertificateKey(member, id), PRESENT);
  view.emit({ type: "members.certificate-registered", data: { member, certificate: id, use, role } });
  return id;
}

/** The certificate before ends with the overlap, never later than it would have. @throws CERTIFICATE_NOT_FOUND, VALIDITY_INVALID */
export function endReplaced(view: StateView, member: string, replaces: NonNullable<Registration["replaces"]>): void {
  const { certificate, overlapUntil } = replaces;
  requireOverlap(view, overlapUntil);
  const record = requireCertificate(view, member, certificate);
  const notAfter = Math.min(record.notAfter, overlapUntil);
  writeRecord(view, certificateKey(certificate), { ...record, notAfter });
}

/** @throws CERTIFICATE_NOT_FOUND */
export function revokeCertificate(view: StateView, member: string, certificate: string): void {
  const record = requireCertificate(view, member, certificate);
  if (record.revokedAt !== undefined) return;
  writeRecord(view, certificateKey(certificate), { ...record, revokedAt: view.blockTime });
  view.emit({ type: "members.certificate-revoked", data: { member, certificate } });
}

/** @throws VALIDITY_INVALID */
export function requireOverlap(view: StateView, overlapUntil: number): void {
  if (overlapUntil > view.blockTime + MAX_OVERLAP_DAYS * dayMs) {
    throw contractErrors.error("VALIDITY_INVALID", `an overlap lasts ${MAX_OVERLAP_DAYS} days at most`);
  }
}

function requireCertificate(view: StateView, member: string, certificate: string): CertificateRecord {
  const record = findCertificate(view, certificate);
  if (record === undefined || record.member !== member) {
    throw contractErrors.error("CERTIFICATE_NOT_FOUND", `${member} has no certificate ${certificate}`);
  }
  return record;
}
