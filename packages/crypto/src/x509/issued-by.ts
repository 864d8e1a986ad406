import { X509Certificate as ParsedCertificate } from "node:crypto";
import { cryptoErrors } from "../errors.ts";
import type { AuthorityCertificate, Certificate } from "./certificate.ts";

/**
 * Checks that `authority` signed `certificate`, for the same member, and that both are valid at `now`.
 *
 * @param now milliseconds since 1970-01-01T00:00:00Z
 * @throws CERTIFICATE_NOT_TRUSTED
 */
export function requireIssuedBy(certificate: Certificate, authority: AuthorityCertificate, now: number): void {
  const reason = refusalOf(certificate, authority, now);
  if (reason !== undefined) {
    throw cryptoErrors.error("CERTIFICATE_NOT_TRUSTED", `${certificate.commonName}: ${reason}`, {
      details: { serialNumber: certificate.serialNumber, memberId: authority.memberId },
    });
  }
}

/** @returns why not; `undefined` when the certificate stands. */
export function refusalOf(certificate: Certificate, authority: AuthorityCertificate, now: number): string | undefined {
  if (!isSignedBy(certificate.der, authority.der)) return `it is not signed by the CA of ${authority.memberId}`;
  if (certificate.memberId !== authority.memberId) return `it names the member ${certificate.memberId}`;
  if (!isValidAt(authority, now)) return `the CA of ${authority.memberId} is outside its validity`;
  if (!isValidAt(certificate, now)) return "it is outside its validity";
  return undefined;
}

function isValidAt({ notBefore, notAfter }: Certificate, now: number): boolean {
  return notBefore <= now && now < notAfter + 1000;
}

function isSignedBy(der: Uint8Array, authorityDer: Uint8Array): boolean {
  const certificate = new ParsedCertificate(der);
  const authority = new ParsedCertificate(authorityDer);
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}
