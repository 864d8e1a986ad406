import { toBase64Url } from "@symbolon/base";
import { type Application, type MemberProfile, statementBytes } from "@symbolon/contracts/members";
import { type Certificate, sha256 } from "@symbolon/crypto";
import { ledgerIdentifier } from "@symbolon/ledger";
import { keyLabels, type MemberIdentity, systemClock } from "@symbolon/member";
import type { Genesis } from "@symbolon/state";

const DAY_MS = 86_400_000;
/** Days that the members have to vote on an application. */
export const APPLICATION_DAYS = 30;

/** A member's keys and certificates as it brings them to the ledger. */
export function identityOf(identity: MemberIdentity): Pick<MemberProfile, "id" | "authority" | "certificates"> {
  const { suite, spki, der } = identity.authority.certificate;
  return {
    id: identity.memberId,
    authority: { suite, spki: toBase64Url(spki), certificate: toBase64Url(der) },
    certificates: [
      registered(identity.nodeCertificate, "key", "node"),
      registered(identity.adminCertificate, "key", "admin"),
      registered(identity.communicationCertificate, "communication", "node"),
    ],
  };
}

function registered(
  { suite, spki, notBefore, notAfter }: Certificate,
  use: "key" | "communication",
  role: "node" | "admin",
) {
  return { use, role, suite, spki: toBase64Url(spki), notBefore, notAfter };
}

/** An application to join, signed by the applicant's CA key: what a member proposes on the applicant's behalf. */
export async function signApplication(
  profile: MemberProfile,
  genesis: Genesis,
  { keyStore }: MemberIdentity,
): Promise<{ readonly application: Application; readonly signature: string }> {
  const root = (await keyStore.list()).find(({ label }) => label === keyLabels.authority);
  if (root === undefined) throw new RangeError("a new identity has a CA key");
  const expiresAt = systemClock.now() + APPLICATION_DAYS * DAY_MS;
  const application = { ledger: ledgerIdentifier(genesis, sha256), profile, expiresAt };
  const signer = await keyStore.signer(root.id);
  return { application, signature: toBase64Url(await signer.sign(statementBytes("application", application))) };
}
