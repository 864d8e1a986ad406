import type { TLSSocket } from "node:tls";
import type { Clock } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { type CommunicationCertificate, parseCertificate } from "../x509/certificate.ts";
import { refusalOf } from "../x509/issued-by.ts";
import { normaliseName } from "../x509/names.ts";
import type { MemberTrust, TrustSource } from "./member-trust.ts";

/** Who is at the other end of a TLS connection. */
export interface PeerIdentity {
  readonly memberId: string;
  /** Every name of the certificate; all of them are recorded endpoints of the member. */
  readonly names: readonly string[];
  /** SHA-256 of the certificate's SubjectPublicKeyInfo, hexadecimal. */
  readonly keyId: string;
}

/**
 * The member that a TLS client's certificate belongs to: the member that it names, if that member's own CA signed it and recorded all its
 * names. That some trusted CA signed it is not enough. Call it again on long connections: trust may have ended.
 *
 * @throws CERTIFICATE_NOT_TRUSTED, INVALID_CERTIFICATE
 */
export function peerIdentity(socket: TLSSocket, trust: TrustSource, clock: Clock): PeerIdentity {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw refused("the peer", "it presented no certificate");
  return identifyPeer(certificate.raw, (memberId) => trust.find(memberId), clock.now());
}

/**
 * Checks a presented certificate against the member that it names.
 *
 * @param find the member expected or known by that identifier
 * @throws CERTIFICATE_NOT_TRUSTED, INVALID_CERTIFICATE
 */
export function identifyPeer(
  der: Uint8Array,
  find: (memberId: string) => MemberTrust | undefined,
  now: number,
): PeerIdentity {
  const certificate = parseCertificate(der);
  const { memberId, commonName, keyId } = certificate;
  if (certificate.use !== "communication") throw refused(commonName, "it is no communication certificate");
  const member = find(memberId);
  if (member === undefined) throw refused(commonName, `no member ${memberId} is trusted here`);
  requireAuthority(certificate, member, now);
  const recorded = new Set(member.names.map(normaliseName));
  const stray = certificate.names.find((name) => !recorded.has(name));
  if (stray !== undefined) throw refused(commonName, `${memberId} recorded no endpoint ${stray}`);
  if (member.hasEnded?.(keyId) === true)
    throw refused(commonName, `${memberId} has revoked or replaced this certificate`);
  return { memberId, names: certificate.names, keyId };
}

function requireAuthority(certificate: CommunicationCertificate, member: MemberTrust, now: number): void {
  let reason = `the ledger knows no CA of ${member.memberId}`;
  for (const der of member.caCertificates) {
    const authority = parseCertificate(der);
    if (authority.use !== "authority" || authority.memberId !== member.memberId) continue;
    const refusal = refusalOf(certificate, authority, now);
    if (refusal === undefined) return;
    reason = refusal;
  }
  throw refused(certificate.commonName, reason);
}

function refused(who: string, reason: string) {
  return cryptoErrors.error("CERTIFICATE_NOT_TRUSTED", `${who}: ${reason}`);
}
