/** One good line of a plan file. */
export interface PlanRow {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Digits of equal length. */
  readonly start: string;
  readonly end: string;
  readonly holder: string;
  readonly countryCode?: string;
  /** Minor units per number and period. */
  readonly price?: string;
  /** ISO 4217. */
  readonly currency?: string;
}

/** Why a line cannot be taken. */
export interface PlanFault {
  readonly line: number;
  readonly reason: string;
  /** The line as it stands in the file. */
  readonly text: string;
}

export interface PlanFile {
  readonly rows: readonly PlanRow[];
  readonly faults: readonly PlanFault[];
}
