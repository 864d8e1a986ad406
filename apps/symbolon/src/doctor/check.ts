/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "warning" | "fault";
  readonly finding: string;
  /** What to do, when it is not ok. */
  readonly remedy?: string;
}
