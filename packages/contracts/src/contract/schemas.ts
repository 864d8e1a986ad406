import { signatureSuites } from "@symbolon/base";
import { Type } from "typebox";

/** Longest identifier of a member, a pricing contract, an endpoint, a data set. */
export const MAX_ID_LENGTH = 40;
/** Longest free text on the ledger: a name, a reason, a reference. */
export const MAX_TEXT_LENGTH = 200;
/** Longest SubjectPublicKeyInfo in base64url: P-256 takes 122 characters, Ed25519 59. */
export const MAX_SPKI_LENGTH = 160;

export const idSchema = Type.String({
  pattern: `^[a-z0-9](?:[a-z0-9-]{0,${MAX_ID_LENGTH - 2}}[a-z0-9])?$`,
  description: "Lower-case letters, digits and hyphens, as in a DNS label.",
});

export const textSchema = Type.String({ minLength: 1, maxLength: MAX_TEXT_LENGTH });

export const hashSchema = Type.String({ pattern: "^[0-9a-f]{64}$", description: "SHA-256, hexadecimal." });

export const ledgerSchema = Type.String({
  pattern: "^[A-Za-z0-9._-]{1,64}$",
  description: "Identifier of the ledger.",
});

export const timeSchema = Type.Integer({
  minimum: 0,
  maximum: 9_007_199_254_740_991,
  description: "Milliseconds since 1970-01-01T00:00:00Z.",
});

export const suiteSchema = Type.Enum([...signatureSuites]);

export const spkiSchema = Type.String({
  pattern: "^[A-Za-z0-9_-]+$",
  minLength: 40,
  maxLength: MAX_SPKI_LENGTH,
  description: "SubjectPublicKeyInfo in DER, base64url.",
});

export const signatureSchema = Type.String({
  pattern: "^[A-Za-z0-9_-]{86}$",
  description: "64 octets in base64url: r and s (ES256) or EdDSA.",
});

/** An object that has these members and no others. */
export const closed = { additionalProperties: false } as const;
