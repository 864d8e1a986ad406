import type { PlanRow } from "./plan-row.ts";

/** Lines that overlap an earlier line, with that line's number. Numbers of different length never overlap. */
export function findOverlaps(rows: readonly PlanRow[]): ReadonlyMap<number, number> {
  const overlaps = new Map<number, number>();
  const ordered = rows.toSorted(
    (a, b) => a.start.length - b.start.length || compare(a.start, b.start) || a.line - b.line,
  );
  let kept: PlanRow | undefined;
  for (const row of ordered) {
    if (kept === undefined || kept.start.length !== row.start.length || row.start > kept.end) kept = row;
    else if (row.line > kept.line) overlaps.set(row.line, kept.line);
    else {
      overlaps.set(kept.line, row.line);
      kept = row;
    }
  }
  return overlaps;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
