import { compositeKey } from "@symbolon/state";

export function memberKey(id: string): string {
  return compositeKey("member", id);
}

export function authorityKey(memberId: string): string {
  return compositeKey("authority", memberId);
}

export function certificateKey(certificateId: string): string {
  return compositeKey("certificate", certificateId);
}

/** Index of the certificates of a member. */
export function memberCertificateKey(memberId: string, certificateId: string): string {
  return compositeKey("member-certificate", memberId, certificateId);
}
