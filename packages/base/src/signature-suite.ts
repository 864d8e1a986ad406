/**
 * Signature suites by their JOSE names (RFC 7518, RFC 8037).
 * ES256: ECDSA P-256 with SHA-256, raw r||s of 64 octets, low S only. EdDSA: Ed25519, strict, 64 octets.
 */
export type SignatureSuite = "ES256" | "EdDSA";

export const signatureSuites: readonly SignatureSuite[] = ["ES256", "EdDSA"];
