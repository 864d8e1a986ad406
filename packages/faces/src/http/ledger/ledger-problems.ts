import type { ProblemShape } from "../server/error-responses.ts";

const badRequest = { status: 400, title: "Bad Request" };
const forbidden = { status: 403, title: "Forbidden" };

function named(shape: ProblemShape, ...codes: string[]): [string, ProblemShape][] {
  return codes.map((code) => [code, { ...shape, cause: code }]);
}

/** How HTTP shows why a ledger did not take a transaction or has no such block. The cause is the ledger's own code. */
export const ledgerProblems: Readonly<Record<string, ProblemShape>> = Object.fromEntries([
  ...named(badRequest, "TRANSACTION_MALFORMED", "WRONG_LEDGER", "ARGUMENTS_INVALID"),
  ...named(badRequest, "TRANSACTION_EXPIRED", "TRANSACTION_FROM_FUTURE", "CONTRACT_UNKNOWN", "METHOD_UNKNOWN"),
  ...named(forbidden, "CERTIFICATE_UNKNOWN", "CERTIFICATE_EXPIRED", "CERTIFICATE_REVOKED", "MEMBER_SUSPENDED"),
  ...named(forbidden, "ROLE_NOT_PERMITTED", "SIGNATURE_INVALID"),
  ...named({ status: 404, title: "Not Found" }, "RECORD_UNKNOWN"),
  ...named({ status: 409, title: "Conflict" }, "IDEMPOTENCY_KEY_REUSED"),
  ...named({ status: 413, title: "Payload Too Large" }, "TRANSACTION_TOO_LARGE"),
  ...named({ status: 429, title: "Too Many Requests", retryAfter: 1 }, "OVERLOADED"),
  ...named({ status: 503, title: "Service Unavailable", retryAfter: 5 }, "LEDGER_STOPPED", "LEDGER_CLOSED"),
  ...named({ status: 504, title: "Gateway Timeout", retryAfter: 5 }, "ORDERER_UNREACHABLE"),
]);
