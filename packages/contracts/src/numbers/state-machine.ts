/** What may be done with a number at its place in life. */
export type RangeStatus = "unassigned" | "free" | "reserved" | "opened" | "recorded" | "quarantined";

/** Steps in the life of a number. */
export type NumberOperation =
  | "inject"
  | "withdraw"
  | "apply"
  | "cancel"
  | "open"
  | "record"
  | "route"
  | "bill"
  | "release"
  | "reclaim"
  | "expire";

/**
 * Who may take a step. `titled`: the alliance's number buyer, or the member with a title to the numbers;
 * `owner`: who injected them; `applicant`: a member that may hold numbers; `holder`: the member in the record;
 * `alliance`: the members by vote; `time`: any later transaction, once the expiry has passed.
 */
export type NumberRole = "titled" | "owner" | "applicant" | "holder" | "alliance" | "time";

export interface Transition {
  readonly operation: NumberOperation;
  readonly from: RangeStatus;
  readonly role: NumberRole;
  readonly to: RangeStatus;
}

/** The life of a number: every step that exists, and nothing else. */
export const transitions: readonly Transition[] = [
  { operation: "inject", from: "unassigned", role: "titled", to: "free" },
  { operation: "withdraw", from: "free", role: "owner", to: "unassigned" },
  { operation: "apply", from: "free", role: "applicant", to: "reserved" },
  { operation: "cancel", from: "reserved", role: "holder", to: "free" },
  { operation: "cancel", from: "opened", role: "holder", to: "free" },
  { operation: "open", from: "reserved", role: "holder", to: "opened" },
  { operation: "record", from: "opened", role: "holder", to: "recorded" },
  { operation: "route", from: "recorded", role: "holder", to: "recorded" },
  { operation: "bill", from: "recorded", role: "owner", to: "recorded" },
  { operation: "release", from: "recorded", role: "holder", to: "quarantined" },
  { operation: "reclaim", from: "reserved", role: "alliance", to: "free" },
  { operation: "reclaim", from: "opened", role: "alliance", to: "free" },
  { operation: "reclaim", from: "recorded", role: "alliance", to: "quarantined" },
  { operation: "expire", from: "reserved", role: "time", to: "free" },
  { operation: "expire", from: "opened", role: "time", to: "free" },
  { operation: "expire", from: "quarantined", role: "time", to: "free" },
];

const byStep: ReadonlyMap<string, Transition> = new Map(
  transitions.map((transition) => [`${transition.operation} ${transition.from}`, transition]),
);

/** The one step that `operation` takes from `status`, if there is one. */
export function findTransition(operation: NumberOperation, status: RangeStatus): Transition | undefined {
  return byStep.get(`${operation} ${status}`);
}
