import type { JsonObject } from "@symbolon/base";
import { type CredentialClaims, MAX_CLAIM_LENGTH, MAX_CREDENTIAL_LIFETIME } from "./credential.ts";

/** The claims of a credential if all are there and within their bounds; else what is wrong. */
export function readClaims(payload: JsonObject): CredentialClaims | string {
  const { sub, aud, scope, nonce, iat, exp } = payload;
  if (!isText(sub) || !isText(aud) || !isText(scope) || !isText(nonce)) {
    return `sub, aud, scope and nonce must be texts of 1 to ${MAX_CLAIM_LENGTH} characters`;
  }
  if (!isTime(iat) || !isTime(exp)) return "iat and exp must be whole seconds since 1970";
  if (exp <= iat || exp - iat > MAX_CREDENTIAL_LIFETIME) {
    return `exp must come after iat by at most ${MAX_CREDENTIAL_LIFETIME} s`;
  }
  return { sub, aud, scope, iat, exp, nonce };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= MAX_CLAIM_LENGTH && value.isWellFormed();
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
