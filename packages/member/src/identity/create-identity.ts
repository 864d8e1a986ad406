import { createPrivateKey } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Random } from "@symbolon/base";
import {
  certificateToPem,
  FileKeyStore,
  type KeyStore,
  MemberAuthority,
  type ProtectionChoice,
} from "@symbolon/crypto";
import { identityFiles, keyLabels, type MemberIdentity } from "./member-identity.ts";

const DAY_MS = 86_400_000;
/** Days that a member's CA certificate is valid. */
export const AUTHORITY_DAYS = 3650;
/** Days that a first key or communication certificate is valid; rotate before. */
export const CERTIFICATE_DAYS = 825;

export interface IdentityOptions {
  /** Directory of the member; its files are listed in `identityFiles`. */
  readonly directory: string;
  readonly memberId: string;
  /** DNS names and IP addresses under which its endpoints are reached. */
  readonly names: readonly string[];
  readonly protection: ProtectionChoice;
  /** Also write the key of the communication certificate as a plain PEM file of mode 0600, for programs such as curl. */
  readonly exportCommunicationKey: boolean;
}

interface IdentityModules {
  readonly clock: Clock;
  readonly random: Random;
}

/** Makes keys, CA and certificates of a new member and writes them below its directory. @throws KEY_STORE_UNSAFE, INVALID_CERTIFICATE */
export async function createIdentity(options: IdentityOptions, modules: IdentityModules): Promise<MemberIdentity> {
  const { directory, memberId, names, protection } = options;
  const keyStore = await FileKeyStore.open({ directory: join(directory, identityFiles.keyStore), protection }, modules);
  const root = await keyStore.generate("ES256", keyLabels.authority);
  const authority = await MemberAuthority.create(
    { memberId, notAfter: modules.clock.now() + AUTHORITY_DAYS * DAY_MS },
    { ...modules, signer: await keyStore.signer(root.id) },
  );
  const notAfter = modules.clock.now() + CERTIFICATE_DAYS * DAY_MS;
  await keyStore.generate("EdDSA", keyLabels.subscriberStore);
  const communication = await keyStore.generate("ES256", keyLabels.communication);
  const certificate = await authority.issueCommunicationCertificate({ spki: communication.spki, names, notAfter });
  mkdirSync(join(directory, "tls"), { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, identityFiles.authorityCertificate), certificateToPem(authority.certificate));
  writeFileSync(join(directory, identityFiles.communicationCertificate), certificateToPem(certificate));
  if (options.exportCommunicationKey) {
    const pem = pemOf(await keyStore.exportPrivateKey(communication.id));
    writeFileSync(join(directory, identityFiles.communicationKey), pem, { mode: 0o600 });
  }
  return {
    memberId,
    keyStore,
    authority,
    nodeCertificate: await issueKey(keyStore, authority, "node", notAfter),
    adminCertificate: await issueKey(keyStore, authority, "admin", notAfter),
    communicationCertificate: certificate,
  };
}

async function issueKey(keyStore: KeyStore, authority: MemberAuthority, role: "node" | "admin", notAfter: number) {
  const { spki } = await keyStore.generate("ES256", keyLabels[role]);
  return authority.issueKeyCertificate({
    spki,
    role,
    commonName: `${authority.certificate.memberId} ${role}`,
    notAfter,
  });
}

function pemOf(pkcs8: Uint8Array): string | Buffer {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" }).export({
    format: "pem",
    type: "pkcs8",
  });
}
