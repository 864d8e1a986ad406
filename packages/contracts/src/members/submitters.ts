import { fromBase64Url } from "@symbolon/base";
import type { SubmitterRefusal, SubmitterRegistry } from "@symbolon/state";
import { findCertificate, findMember } from "./reading.ts";

function refusal(code: SubmitterRefusal["code"], message: string): SubmitterRefusal {
  return { code, message };
}

/** Key certificates of active members, valid at block time and not revoked. */
export const submitterRegistry: SubmitterRegistry = {
  find(state, certificateId, blockTime) {
    const certificate = findCertificate(state, certificateId);
    if (certificate === undefined || certificate.use !== "key") {
      return refusal("CERTIFICATE_UNKNOWN", `no key certificate ${certificateId} is registered`);
    }
    const { member: memberId, role, suite, notBefore, notAfter, revokedAt } = certificate;
    if (revokedAt !== undefined) {
      return refusal("CERTIFICATE_REVOKED", `the certificate ${certificateId} was revoked at ${revokedAt}`);
    }
    if (blockTime < notBefore || blockTime > notAfter) {
      return refusal(
        "CERTIFICATE_EXPIRED",
        `the certificate ${certificateId} is valid from ${notBefore} to ${notAfter}`,
      );
    }
    const status = findMember(state, memberId)?.status;
    if (status !== "active") return refusal("MEMBER_SUSPENDED", `the member ${memberId} is ${status ?? "unknown"}`);
    return { memberId, role, suite, spki: fromBase64Url(certificate.spki) };
  },
};
