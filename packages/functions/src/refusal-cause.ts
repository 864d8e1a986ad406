/** Why a network function refuses. One table in `@symbolon/faces` maps each to every protocol's own cause. */
export type RefusalCause =
  | "MALFORMED_REQUEST"
  | "UNKNOWN_NUMBER"
  | "UNKNOWN_DATA"
  | "UNKNOWN_CONTEXT"
  | "UNKNOWN_SUBSCRIPTION"
  | "MEMBER_SUSPENDED"
  | "SUBSCRIBER_SUSPENDED"
  | "NO_5GS_SUBSCRIPTION"
  | "CREDENTIAL_MISSING"
  | "CREDENTIAL_INVALID"
  | "CREDENTIAL_EXPIRED"
  | "CREDENTIAL_REPLAYED"
  | "ROAMING_NOT_ALLOWED"
  | "RAT_NOT_ALLOWED"
  | "INVALID_GUAMI"
  | "NOT_AUTHORISED"
  | "AUTHENTICATION_REJECTED"
  | "SERVING_NETWORK_NOT_AUTHORISED"
  | "HOME_NETWORK_KEY_UNKNOWN"
  | "SUCI_UNREADABLE"
  | "PROTECTION_SCHEME_UNSUPPORTED"
  | "UNSUPPORTED"
  | "OVERLOADED"
  | "TOO_FAR_BEHIND"
  | "HOME_UNREACHABLE";

/** The answer of a function that says no. */
export interface Refusal {
  readonly refused: RefusalCause;
  /** What happened and why, for people; never a secret, never more than the asker may know. */
  readonly message: string;
}

export function isRefusal(outcome: object): outcome is Refusal {
  return "refused" in outcome;
}
