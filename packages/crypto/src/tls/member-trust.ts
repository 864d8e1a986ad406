/** What the ledger says of a member as a TLS peer, now. */
export interface MemberTrust {
  readonly memberId: string;
  /** X.509 CA certificates in DER that the ledger records and that may sign now. */
  readonly caCertificates: readonly Uint8Array[];
  /** Hosts of the member's recorded endpoints: DNS names and IP addresses. */
  readonly names: readonly string[];
  /**
   * Whether the ledger has ended a communication certificate of this member: revoked it, or let another follow it. Left out: none.
   *
   * @param keyId SHA-256 of its SubjectPublicKeyInfo, hexadecimal
   */
  readonly hasEnded?: (keyId: string) => boolean;
}

/** Port: whom to trust, decided by the ledger's state at the moment of asking. Suspended members are not in it. */
export interface TrustSource {
  members(): readonly MemberTrust[];
  find(memberId: string): MemberTrust | undefined;
}
