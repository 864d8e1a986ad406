import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import type { RangeRecord } from "./records.ts";
import { findTransition, type NumberOperation, type NumberRole, type RangeStatus } from "./state-machine.ts";

type RoleCheck = (view: StateView, piece: RangeRecord) => void;

function requireHolder(view: StateView, piece: RangeRecord): void {
  const { memberId } = view.submitter;
  if (piece.holder === memberId) return;
  throw contractErrors.error(
    "NUMBER_NOT_HELD",
    `${named(piece)} is held by ${String(piece.holder)}, not by ${memberId}`,
  );
}

function requireOwner(view: StateView, piece: RangeRecord): void {
  const { memberId } = view.submitter;
  if (piece.owner === memberId) return;
  throw contractErrors.error(
    "NUMBER_NOT_OWNED",
    `${named(piece)} was injected by ${String(piece.owner)}, not by ${memberId}`,
  );
}

function requireExpired(view: StateView, piece: RangeRecord): void {
  if (isExpired(view, piece)) return;
  throw contractErrors.error(
    "NUMBER_STATUS_REFUSED",
    `${named(piece)} is ${piece.status} until ${String(piece.expiresAt)}`,
  );
}

const checkedByOperation: RoleCheck = () => undefined;

/** What each role of the state machine means for a piece. The rest is checked once per call by the operation itself. */
const roleChecks: Readonly<Record<NumberRole, RoleCheck>> = {
  holder: requireHolder,
  owner: requireOwner,
  time: requireExpired,
  titled: checkedByOperation,
  applicant: checkedByOperation,
  alliance: checkedByOperation,
};

/**
 * Status of a piece after `operation`, if the submitter may take that step from where the piece stands.
 * @throws NUMBER_STATUS_REFUSED, RESERVATION_EXPIRED, NUMBER_NOT_HELD, NUMBER_NOT_OWNED
 */
export function takeStep(view: StateView, operation: NumberOperation, piece: RangeRecord): RangeStatus {
  const transition = findTransition(operation, piece.status);
  if (transition === undefined) {
    throw contractErrors.error(
      "NUMBER_STATUS_REFUSED",
      `${named(piece)} is ${piece.status}: there is no step to ${operation} it`,
      {
        details: { start: piece.start, end: piece.end, status: piece.status, operation },
      },
    );
  }
  roleChecks[transition.role](view, piece);
  if (transition.role === "holder" && isExpired(view, piece)) {
    throw contractErrors.error(
      "RESERVATION_EXPIRED",
      `the reservation of ${named(piece)} ran out at ${String(piece.expiresAt)}`,
    );
  }
  return transition.to;
}

function isExpired(view: StateView, { expiresAt }: RangeRecord): boolean {
  return expiresAt !== undefined && expiresAt <= view.blockTime;
}

function named({ start, end }: RangeRecord): string {
  return start === end ? start : `${start}..${end}`;
}
