import type { Certificate, KeyStore, MemberAuthority } from "@symbolon/crypto";

/** Labels of the keys that every member starts with. */
export const keyLabels = {
  authority: "ca",
  /** Signs headers and heartbeats, and counts as the node. */
  node: "node",
  /** Signs the member's own transactions. */
  admin: "admin",
  /** Proves the member in TLS. */
  communication: "communication",
  /** Signs nothing: the key that seals K and OPc at rest is drawn from it, so that it rotates with no other. */
  subscriberStore: "subscriber-store",
} as const;

/** What a member holds: its CA, and the certificates of its first keys. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly keyStore: KeyStore;
  readonly authority: MemberAuthority;
  readonly nodeCertificate: Certificate;
  readonly adminCertificate: Certificate;
  readonly communicationCertificate: Certificate;
}

/** Files of an identity below a member's directory. */
export const identityFiles = {
  keyStore: "keys",
  authorityCertificate: "tls/ca.pem",
  communicationCertificate: "tls/node.pem",
  communicationKey: "tls/node.key",
} as const;
