import { fromBase64Url, fromUtf8, type JsonObject, parseJson, type SignatureSuite } from "@symbolon/base";
import { compactVerify } from "jose";
import { importPublicKey } from "../signatures/public-key.ts";
import { type CredentialClaims, MAX_CREDENTIAL_LENGTH, MAX_CREDENTIAL_SKEW } from "./credential.ts";
import { readClaims } from "./read-claims.ts";

/** The public key that the ledger records for a user. */
export interface CredentialKey {
  readonly suite: SignatureSuite;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
}

/** What the credential must be for. */
export interface CredentialExpectation {
  readonly sub: string;
  readonly aud: string;
  /** One word that must be among the credential's. */
  readonly scope: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}

export interface CredentialRefusal {
  readonly refused: "CREDENTIAL_INVALID" | "CREDENTIAL_EXPIRED";
  /** What happened and why; nothing of the credential's content. */
  readonly message: string;
}

export type CredentialVerdict = { readonly claims: CredentialClaims } | CredentialRefusal;

/**
 * Checks all of a credential but the single use of its nonce. Never rejects.
 *
 * @param jws untrusted
 * @param key its suite is the only algorithm accepted, whatever the header says
 */
export async function verifyCredential(
  jws: string,
  key: CredentialKey,
  expected: CredentialExpectation,
): Promise<CredentialVerdict> {
  if (jws.length > MAX_CREDENTIAL_LENGTH) return invalid(`it has more than ${MAX_CREDENTIAL_LENGTH} characters`);
  const payload = await openPayload(jws, key);
  if (payload === undefined) return invalid("it is not signed with the key on record");
  const claims = readClaims(payload);
  return typeof claims === "string" ? invalid(claims) : judge(claims, expected);
}

async function openPayload(jws: string, { suite, spki }: CredentialKey): Promise<JsonObject | undefined> {
  const publicKey = importPublicKey(suite, spki);
  if (publicKey === undefined) return undefined;
  try {
    // jose overlooks set bits behind the last octet: a second text for the same credential.
    for (const part of jws.split(".")) fromBase64Url(part);
    const { payload } = await compactVerify(jws, publicKey, { algorithms: [suite] });
    const value = parseJson(fromUtf8(payload));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function judge(claims: CredentialClaims, expected: CredentialExpectation): CredentialVerdict {
  const now = expected.now / 1000;
  if (claims.sub !== expected.sub) return invalid("it is for another identifier");
  if (claims.aud !== expected.aud) return invalid("it is for another requester");
  if (!claims.scope.split(" ").includes(expected.scope)) return invalid(`its scope lacks ${expected.scope}`);
  if (claims.iat > now + MAX_CREDENTIAL_SKEW) return invalid("it was issued in the future");
  if (claims.exp <= now - MAX_CREDENTIAL_SKEW) {
    return { refused: "CREDENTIAL_EXPIRED", message: "the credential has expired" };
  }
  return { claims };
}

function invalid(reason: string): CredentialRefusal {
  return { refused: "CREDENTIAL_INVALID", message: `the credential is not valid: ${reason}` };
}
