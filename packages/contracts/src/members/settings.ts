import { readRecord, stateErrors, type ReadableState, type StateView, writeRecord } from "@symbolon/state";
import { type Static, Type } from "typebox";
import { closed } from "../contract/schemas.ts";
import { contractErrors } from "../errors.ts";

/** Longest time that a proposal may wait for votes. */
export const MAX_VOTE_DAYS = 90;
/** Longest reservation of numbers. */
export const MAX_RESERVATION_DAYS = 365;
/** Longest quarantine of released numbers. */
export const MAX_QUARANTINE_DAYS = 730;

const days = (maximum: number) => Type.Integer({ minimum: 1, maximum });

/** What the members agreed on for the whole alliance; changed by vote. */
export const settingsSchema = Type.Object(
  {
    /** A proposal passes with MORE than this share of the active members: 1/2 is the simple majority. */
    majority: Type.Object(
      {
        numerator: Type.Integer({ minimum: 0, maximum: 99 }),
        denominator: Type.Integer({ minimum: 1, maximum: 100 }),
      },
      closed,
    ),
    voteDays: days(MAX_VOTE_DAYS),
    reservationDays: days(MAX_RESERVATION_DAYS),
    quarantineDays: days(MAX_QUARANTINE_DAYS),
  },
  closed,
);

export type Settings = Static<typeof settingsSchema>;

export const defaultSettings: Settings = {
  majority: { numerator: 1, denominator: 2 },
  voteDays: 14,
  reservationDays: 30,
  quarantineDays: 180,
};

/** `alliance`. */
export interface AllianceRecord {
  readonly v: 1;
  readonly activeMembers: number;
  readonly settings: Settings;
}

const ALLIANCE_KEY = "alliance";

/** @throws CORRUPT_RECORD before genesis */
export function readAlliance(state: ReadableState): AllianceRecord {
  const record = readRecord<AllianceRecord>(state, ALLIANCE_KEY);
  if (record === undefined) throw stateErrors.error("CORRUPT_RECORD", "the state has no record of the alliance");
  return record;
}

export function writeAlliance(view: StateView, record: AllianceRecord): void {
  writeRecord(view, ALLIANCE_KEY, record);
}

/** @throws PROPOSAL_INVALID for a majority of 1/1 or more: no vote could ever pass */
export function requireReachable({ majority }: Settings): void {
  if (majority.numerator < majority.denominator) return;
  throw contractErrors.error("PROPOSAL_INVALID", "no number of votes could reach this majority");
}
