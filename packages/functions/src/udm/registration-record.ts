import { canonicalJson, type JsonObject } from "@symbolon/base";
import { isRefusal, type Refusal } from "../refusal-cause.ts";

/** Octets of one registration's JSON text. */
export const MAX_REGISTRATION_OCTETS = 16_384;

/** A registration as the store keeps it. */
export interface RegistrationRecord {
  /** The body in the form of TS 29.503 clause 6.2.6.2. */
  readonly data: JsonObject;
  /** TLS name of the consumer that registered. */
  readonly requester: string;
  /** It brought a credential of the user that was checked and consumed. */
  readonly authorised: boolean;
}

export function writeRegistration({ data, requester, authorised }: RegistrationRecord): JsonObject {
  return { data, requester, authorised };
}

export function readRegistration(document: JsonObject): RegistrationRecord {
  const { data, requester, authorised } = document as unknown as RegistrationRecord;
  return { data, requester, authorised };
}

/** What no body of a consumer may be: too large, or mistaken for a refusal when it is read back. */
export function refuseUnfitRegistration(data: JsonObject): Refusal | undefined {
  if (isRefusal(data)) return { refused: "MALFORMED_REQUEST", message: "a registration has no member named refused" };
  if (canonicalJson(data).length <= MAX_REGISTRATION_OCTETS) return undefined;
  return { refused: "MALFORMED_REQUEST", message: `a registration has more than ${MAX_REGISTRATION_OCTETS} octets` };
}

/** JSON merge patch (RFC 7396) of an object. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, JsonObject[string]> = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (isObject(value)) merged[name] = mergePatch(isObject(merged[name]) ? merged[name] : {}, value);
    else merged[name] = value;
  }
  return merged;
}

function isObject(value: JsonObject[string] | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
