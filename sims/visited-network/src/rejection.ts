import { type FiveGmmCause, fiveGmmCauses } from "@symbolon/terminal";
import { type SbiAnswer, describeAnswer } from "./sbi-client.ts";

/** Why a registration failed: what the terminal is told, and why for people. */
export interface Rejection {
  readonly accepted: false;
  /** 5GMM cause (TS 24.501 clause 9.11.3.2). */
  readonly cause: FiveGmmCause;
  readonly reason: string;
}

/** Causes of ProblemDetails that have a 5GMM cause of their own; every other refusal is "5GS services not allowed" (TS 29.524 clause 5.2.2). */
const causes: Readonly<Record<string, FiveGmmCause>> = {
  ROAMING_NOT_ALLOWED: fiveGmmCauses.roamingNotAllowedInTrackingArea,
  SERVING_NETWORK_NOT_AUTHORIZED: fiveGmmCauses.plmnNotAllowed,
  AUTHENTICATION_REJECTED: fiveGmmCauses.illegalUe,
};

/** Nothing is wrong with the subscription: the terminal may come back. */
const TEMPORARY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export function reject(cause: FiveGmmCause, reason: string): Rejection {
  return { accepted: false, cause, reason };
}

export interface RejectionPolicy {
  /** What a number that nobody holds is told: 7 lets the terminal use other systems only, 27 lets it try other cells too. */
  readonly unknownUserCause?: typeof fiveGmmCauses.fiveGsServicesNotAllowed | typeof fiveGmmCauses.n1ModeNotAllowed;
}

/** @param step operation that was refused */
export function rejectionOf(step: string, answer: SbiAnswer, policy: RejectionPolicy): Rejection {
  const reason = `${step}: ${describeAnswer(answer)}`;
  if (answer.status === 404 && answer.cause === "USER_NOT_FOUND") {
    return reject(policy.unknownUserCause ?? fiveGmmCauses.fiveGsServicesNotAllowed, reason);
  }
  if (TEMPORARY.has(answer.status)) return reject(fiveGmmCauses.congestion, reason);
  return reject(causes[answer.cause ?? ""] ?? fiveGmmCauses.fiveGsServicesNotAllowed, reason);
}

export function isRejection(outcome: object): outcome is Rejection {
  return "accepted" in outcome && outcome.accepted === false;
}
