import { type StateView, writeRecord } from "@symbolon/state";
import { dayMs } from "../contract/time.ts";
import { contractErrors } from "../errors.ts";
import { requireSubmitter, requireSubmitterWithRole } from "../members/permission.ts";
import { readAlliance } from "../members/settings.ts";
import { countNumbers } from "./digits.ts";
import { cleanDue, noteDue, ownerOf } from "./due.ts";
import { applicationKey } from "./keys.ts";
import { patternOf } from "./pattern.ts";
import { changeRange } from "./range-map.ts";
import { findApplication } from "./reading.ts";
import { bare, requireDisjoint } from "./ranges.ts";
import type { ApplicationRecord, NumberRange } from "./records.ts";
import type { ApplyArgs } from "./schemas.ts";
import { searchFree } from "./search.ts";
import { findTransition } from "./state-machine.ts";
import { takeStep } from "./step.ts";

/** Reserves N <= M free numbers for the submitter. @throws MEMBER_ROLE_REQUIRED, RANGE_INVALID, NUMBERS_EXHAUSTED for N = 0 */
export function apply(view: StateView, args: ApplyArgs): ApplicationRecord {
  const applicant = requireSubmitterWithRole(view, "operator", "service-provider").id;
  cleanDue(view);
  const { kind, count: requested } = args;
  const ranges = searchFree(view, {
    kind,
    pattern: patternOf(args.length, args.prefix, args.pattern),
    from: startOf(args),
    count: requested,
    contiguous: args.contiguous === true,
    pricing: args.pricing,
  });
  if (ranges.length === 0) {
    throw contractErrors.error("NUMBERS_EXHAUSTED", `no free ${kind} of ${args.length} digits fits the application`);
  }
  const expiresAt = reservationEnd(view);
  const application = view.txId;
  for (const range of ranges) {
    changeRange(view, kind, range, (piece) => ({
      status: takeStep(view, "apply", piece),
      ...ownerOf(piece),
      holder: applicant,
      application,
      expiresAt,
    }));
  }
  const granted = ranges.reduce((sum, range) => sum + countNumbers(range), 0);
  const appliedAt = view.blockTime;
  const record: ApplicationRecord = {
    v: 1,
    id: application,
    applicant,
    kind,
    requested,
    granted,
    ranges,
    appliedAt,
    expiresAt,
  };
  writeRecord(view, applicationKey(application), record);
  noteDue(view, expiresAt, application, kind, ranges);
  view.emit({ type: "numbers.reserved", data: { application, applicant, kind, requested, granted } });
  return record;
}

/** Gives up what is left of an application. @throws APPLICATION_UNKNOWN, NUMBER_NOT_HELD */
export function cancel(view: StateView, id: string): void {
  requireSubmitter(view);
  const { kind, applicant, ranges } = requireApplication(view, id);
  if (applicant !== view.submitter.memberId) throw notApplicant(id, applicant);
  for (const range of ranges) {
    changeRange(view, kind, range, (piece) =>
      piece.application === id && findTransition("cancel", piece.status) !== undefined
        ? { status: takeStep(view, "cancel", piece), ...ownerOf(piece) }
        : piece,
    );
  }
  view.emit({ type: "numbers.cancelled", data: { application: id, kind } });
}

/** Says that the accounts behind reserved numbers are open, in as many parts as wanted; each part has a new term to be recorded in. @throws APPLICATION_UNKNOWN, NUMBER_NOT_HELD, RESERVATION_EXPIRED, NUMBER_STATUS_REFUSED @returns how many numbers */
export function open(view: StateView, id: string, part: readonly NumberRange[] | undefined): number {
  requireSubmitter(view);
  const application = requireApplication(view, id);
  const { kind } = application;
  const ranges = requireDisjoint(part ?? application.ranges);
  const expiresAt = reservationEnd(view);
  for (const range of ranges) {
    changeRange(view, kind, range, (piece) => {
      const status = takeStep(view, "open", piece);
      if (piece.application !== id) throw notOf(id, piece);
      return { ...piece, status, expiresAt };
    });
  }
  noteDue(view, expiresAt, view.txId, kind, ranges);
  view.emit({ type: "numbers.opened", data: { application: id, kind, ranges: ranges.map(bare) } });
  return ranges.reduce((sum, range) => sum + countNumbers(range), 0);
}

function requireApplication(view: StateView, id: string): ApplicationRecord {
  const record = findApplication(view, id);
  if (record === undefined) throw contractErrors.error("APPLICATION_UNKNOWN", `there is no application ${id}`);
  return record;
}

function startOf({ length, start }: ApplyArgs): string {
  if (start === undefined) return "0".repeat(length);
  if (start.length !== length) {
    throw contractErrors.error("RANGE_INVALID", `the start ${start} has not ${length} digits`);
  }
  return start;
}

function reservationEnd(view: StateView): number {
  return view.blockTime + readAlliance(view).settings.reservationDays * dayMs;
}

function notApplicant(id: string, applicant: string) {
  return contractErrors.error("NUMBER_NOT_HELD", `the application ${id} is of ${applicant}`);
}

function notOf(id: string, { start, end }: NumberRange) {
  return contractErrors.error("NUMBER_NOT_HELD", `${start}..${end} is not reserved by the application ${id}`);
}
