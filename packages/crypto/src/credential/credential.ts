/**
 * What a user's key says to a home network: this serving network may have my data. A compact JWS (RFC 7515) over these
 * claims (RFC 7519), signed with EdDSA or ES256.
 */
export interface CredentialClaims {
  /** Whose data: an identifier in the syntax of TS 29.571, `imsi-...`. */
  readonly sub: string;
  /** Who may ask: the TLS identity of the requester. */
  readonly aud: string;
  /** What for: one or more words, separated by single blanks (RFC 6749 clause 3.3). */
  readonly scope: string;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly iat: number;
  readonly exp: number;
  /** Used once; the home UDM remembers it until `exp`. */
  readonly nonce: string;
}

/** Characters of the whole compact JWS: fits one HTTP header line beside the others. */
export const MAX_CREDENTIAL_LENGTH = 2048;
/** Seconds from `iat` to `exp`: how long a home network must remember a nonce. */
export const MAX_CREDENTIAL_LIFETIME = 3600;
/** Seconds that the clocks of terminal and network may differ. */
export const MAX_CREDENTIAL_SKEW = 60;
/** Characters of `sub`, `aud`, `scope` and `nonce` each. */
export const MAX_CLAIM_LENGTH = 256;
