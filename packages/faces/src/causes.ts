import type { RefusalCause } from "@symbolon/functions";

/** What one refusal looks like in each protocol. */
export interface ProtocolCause {
  /** HTTP status and ProblemDetails `cause` (TS 29.500, TS 29.503, RFC 9457). */
  readonly http: { readonly status: number; readonly cause: string; readonly title: string };
  /** DNS response code (RFC 1035, RFC 2136). */
  readonly dns: "NOERROR" | "FORMERR" | "SERVFAIL" | "NXDOMAIN" | "NOTIMP" | "REFUSED";
  /** Diameter Result-Code, or Experimental-Result-Code of 3GPP (TS 29.272 clause 7.4). */
  readonly diameter: { readonly code: number; readonly vendor: "base" | "3gpp" };
  /** GMM cause carried by GSUP (TS 24.008 clause 10.5.5.14). */
  readonly gsup: number;
  /** SIP status (RFC 3261). */
  readonly sip: { readonly status: number; readonly reason: string };
  /** Exit status of the command line. */
  readonly exit: 1 | 2 | 3;
}

function cause(
  http: readonly [number, string, string],
  dns: ProtocolCause["dns"],
  diameter: readonly [number, "base" | "3gpp"],
  gsup: number,
  sip: readonly [number, string],
  exit: 1 | 2 | 3,
): ProtocolCause {
  return {
    http: { status: http[0], cause: http[1], title: http[2] },
    dns,
    diameter: { code: diameter[0], vendor: diameter[1] },
    gsup,
    sip: { status: sip[0], reason: sip[1] },
    exit,
  };
}

const FORBIDDEN = [403, "Forbidden"] as const;

/** The one table from refusals to every protocol's own cause. */
export const protocolCauses: Readonly<Record<RefusalCause, ProtocolCause>> = {
  MALFORMED_REQUEST: cause(
    [400, "MANDATORY_IE_INCORRECT", "Bad Request"],
    "FORMERR",
    [5004, "base"],
    0x60,
    [400, "Bad Request"],
    2,
  ),
  UNKNOWN_NUMBER: cause([404, "USER_NOT_FOUND", "Not Found"], "NXDOMAIN", [5001, "3gpp"], 0x02, [404, "Not Found"], 1),
  UNKNOWN_DATA: cause([404, "DATA_NOT_FOUND", "Not Found"], "NOERROR", [5420, "3gpp"], 0x02, [404, "Not Found"], 1),
  UNKNOWN_CONTEXT: cause(
    [404, "CONTEXT_NOT_FOUND", "Not Found"],
    "NOERROR",
    [5423, "3gpp"],
    0x0a,
    [480, "Temporarily Unavailable"],
    1,
  ),
  UNKNOWN_SUBSCRIPTION: cause(
    [404, "SUBSCRIPTION_NOT_FOUND", "Not Found"],
    "NOERROR",
    [5423, "3gpp"],
    0x0a,
    [481, "Subscription Does Not Exist"],
    1,
  ),
  SUBSCRIBER_SUSPENDED: cause([403, "ACCESS_NOT_ALLOWED", "Forbidden"], "REFUSED", [5420, "3gpp"], 0x07, FORBIDDEN, 1),
  NO_5GS_SUBSCRIPTION: cause(
    [403, "UNKNOWN_5GS_SUBSCRIPTION", "Forbidden"],
    "REFUSED",
    [5420, "3gpp"],
    0x07,
    FORBIDDEN,
    1,
  ),
  MEMBER_SUSPENDED: cause([403, "ACCESS_NOT_ALLOWED", "Forbidden"], "REFUSED", [5012, "base"], 0x0f, FORBIDDEN, 1),
  CREDENTIAL_MISSING: cause([401, "CREDENTIAL_MISSING", "Unauthorized"], "REFUSED", [5003, "base"], 0x0f, FORBIDDEN, 1),
  CREDENTIAL_INVALID: cause([403, "CREDENTIAL_INVALID", "Forbidden"], "REFUSED", [5003, "base"], 0x0f, FORBIDDEN, 1),
  CREDENTIAL_EXPIRED: cause([403, "CREDENTIAL_EXPIRED", "Forbidden"], "REFUSED", [5003, "base"], 0x0f, FORBIDDEN, 1),
  CREDENTIAL_REPLAYED: cause([403, "CREDENTIAL_REPLAYED", "Forbidden"], "REFUSED", [5003, "base"], 0x0f, FORBIDDEN, 1),
  RAT_NOT_ALLOWED: cause([403, "RAT_NOT_ALLOWED", "Forbidden"], "REFUSED", [5421, "3gpp"], 0x0f, FORBIDDEN, 1),
  INVALID_GUAMI: cause([403, "INVALID_GUAMI", "Forbidden"], "REFUSED", [5423, "3gpp"], 0x0a, FORBIDDEN, 1),
  HOME_NETWORK_KEY_UNKNOWN: cause(
    [403, "INVALID_HN_PUBLIC_KEY_IDENTIFIER", "Forbidden"],
    "REFUSED",
    [5004, "base"],
    0x09,
    FORBIDDEN,
    1,
  ),
  SUCI_UNREADABLE: cause([403, "INVALID_SCHEME_OUTPUT", "Forbidden"], "REFUSED", [5004, "base"], 0x09, FORBIDDEN, 1),
  PROTECTION_SCHEME_UNSUPPORTED: cause(
    [501, "UNSUPPORTED_PROTECTION_SCHEME", "Not Implemented"],
    "NOTIMP",
    [5004, "base"],
    0x09,
    [501, "Not Implemented"],
    1,
  ),
  ROAMING_NOT_ALLOWED: cause([403, "ROAMING_NOT_ALLOWED", "Forbidden"], "REFUSED", [5004, "3gpp"], 0x0d, FORBIDDEN, 1),
  NOT_AUTHORISED: cause([403, "ACCESS_NOT_ALLOWED", "Forbidden"], "REFUSED", [5003, "base"], 0x0f, FORBIDDEN, 1),
  AUTHENTICATION_REJECTED: cause(
    [403, "AUTHENTICATION_REJECTED", "Forbidden"],
    "REFUSED",
    [4181, "3gpp"],
    0x03,
    FORBIDDEN,
    1,
  ),
  SERVING_NETWORK_NOT_AUTHORISED: cause(
    [403, "SERVING_NETWORK_NOT_AUTHORIZED", "Forbidden"],
    "REFUSED",
    [5004, "3gpp"],
    0x0b,
    FORBIDDEN,
    1,
  ),
  UNSUPPORTED: cause(
    [501, "UNSUPPORTED_RESOURCE_URI", "Not Implemented"],
    "NOTIMP",
    [3001, "base"],
    0x61,
    [501, "Not Implemented"],
    2,
  ),
  OVERLOADED: cause(
    [429, "NF_CONGESTION", "Too Many Requests"],
    "SERVFAIL",
    [3004, "base"],
    0x16,
    [503, "Service Unavailable"],
    3,
  ),
  TOO_FAR_BEHIND: cause(
    [503, "NF_CONGESTION", "Service Unavailable"],
    "SERVFAIL",
    [3004, "base"],
    0x11,
    [503, "Service Unavailable"],
    3,
  ),
  HOME_UNREACHABLE: cause(
    [504, "TARGET_NF_NOT_REACHABLE", "Gateway Timeout"],
    "SERVFAIL",
    [3002, "base"],
    0x11,
    [504, "Server Time-out"],
    3,
  ),
};
