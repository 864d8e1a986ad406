import { generateKeyPairSync, randomBytes } from "node:crypto";
import {
  KeyObjectSigner,
  MemberAuthority,
  type MemberTrust,
  type TlsIdentity,
  type TrustSource,
} from "@symbolon/crypto";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const DAY = 86_400_000;

export interface TestMember {
  readonly identity: TlsIdentity;
  readonly trust: MemberTrust;
}

/** A member with its own CA and a communication certificate for the loopback address. */
export async function testMember(memberId: string): Promise<TestMember> {
  const notAfter = clock.now() + DAY;
  const { privateKey: caKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const modules = { signer: new KeyObjectSigner(caKey), clock, random };
  const authority = await MemberAuthority.create({ memberId, notAfter }, modules);
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = await authority.issueCommunicationCertificate({
    spki: new Uint8Array(pair.publicKey.export({ type: "spki", format: "der" })),
    names: ["127.0.0.1"],
    notAfter,
  });
  const privateKey = new Uint8Array(pair.privateKey.export({ type: "pkcs8", format: "der" }));
  const trust = { memberId, caCertificates: [authority.certificate.der], names: ["127.0.0.1"] };
  return { identity: { certificate, privateKey }, trust };
}

/** Trust in the members of a list, as it is at the moment of asking. */
export function trustIn(members: readonly TestMember[]): TrustSource {
  return {
    members: () => members.map(({ trust }) => trust),
    find: (memberId) => members.find(({ trust }) => trust.memberId === memberId)?.trust,
  };
}
