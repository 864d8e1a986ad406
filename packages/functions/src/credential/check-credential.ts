import { fromBase64Url } from "@symbolon/base";
import type { CredentialPolicy, UserKey } from "@symbolon/contracts/numbers";
import { type CredentialClaims, type CredentialKey, verifyCredential } from "@symbolon/crypto";
import type { Refusal } from "../refusal-cause.ts";

/** Scope by which a user lets a serving network register it and read its data. */
export const REGISTRATION_SCOPE = "registration";

/** What is known when somebody asks for a number's data. */
export interface CredentialCheck {
  readonly policy: CredentialPolicy;
  /** Compact JWS, if the asker brought one. */
  readonly credential: string | undefined;
  /** The user's key on record. */
  readonly userKey: UserKey | undefined;
  /** Identifier that the credential must be about. */
  readonly sub: string;
  /** TLS identity of the asker; unknown where it proved none. */
  readonly aud: string | undefined;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}

/** Claims when the user's permission was proved; `undefined` when none was needed. */
export type CredentialOutcome = { readonly claims?: CredentialClaims } | Refusal;

const PASSED: CredentialOutcome = {};

/**
 * Applies a holder's policy. `off`: nothing is looked at. `optional`: a credential may be missing, but one that is given must be good.
 * `required`: it must be there and good. Answers at once when there is no credential to verify.
 */
export function checkCredential(check: CredentialCheck): CredentialOutcome | Promise<CredentialOutcome> {
  const { policy, credential, userKey, sub, aud, now } = check;
  if (policy === "off") return PASSED;
  if (credential === undefined) {
    if (policy === "optional") return PASSED;
    return { refused: "CREDENTIAL_MISSING", message: "the holder of this number demands the user's credential" };
  }
  if (userKey === undefined) return invalid("the ledger records no key for this number");
  if (aud === undefined) return invalid("the requester proved no TLS identity that it could be for");
  return verifyCredential(credential, keyOf(userKey), { sub, aud, scope: REGISTRATION_SCOPE, now });
}

function keyOf({ suite, spki }: UserKey): CredentialKey {
  return { suite, spki: fromBase64Url(spki) };
}

function invalid(reason: string): Refusal {
  return { refused: "CREDENTIAL_INVALID", message: `the credential cannot be accepted: ${reason}` };
}
