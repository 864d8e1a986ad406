import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { certificateFromPem, type MemberTrust, type TrustSource } from "@symbolon/crypto";
import type { MemberConfig } from "@symbolon/member/config";

/** Trust in this member alone, by its own CA certificate beside the communication certificate: for talking to its own node. */
export function ownTrust(config: MemberConfig): TrustSource {
  const directory = dirname(config.tls.certificate);
  const authority = certificateFromPem(readFileSync(join(directory, "ca.pem"), "utf8"));
  const own = certificateFromPem(readFileSync(config.tls.certificate, "utf8"));
  const names = own.use === "communication" ? own.names : [];
  const trust: MemberTrust = { memberId: config.member, caCertificates: [authority.der], names };
  return { members: () => [trust], find: (memberId) => (memberId === config.member ? trust : undefined) };
}
