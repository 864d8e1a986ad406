import type { NumberKind } from "@symbolon/base";
import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { overlapping } from "./range-map.ts";
import { bare, requireDisjoint } from "./ranges.ts";
import type { NumberRange, RangeRecord } from "./records.ts";
import { takeBack } from "./release.ts";
import { findTransition } from "./state-machine.ts";

interface Reclaim {
  readonly kind: NumberKind;
  readonly ranges: readonly NumberRange[];
  readonly holder?: string;
}

/** @throws NUMBER_STATUS_REFUSED when none of the numbers is held, RANGE_INVALID, RANGE_OVERLAP, TOO_MANY_RANGES */
export function checkReclaim(view: StateView, { kind, ranges, holder }: Reclaim): void {
  const isHeld = requireDisjoint(ranges).some((range) =>
    overlapping(view, kind, range).some((piece) => canReclaim(piece, holder)),
  );
  if (isHeld) return;
  throw contractErrors.error("NUMBER_STATUS_REFUSED", `none of the numbers are held by ${holder ?? "anybody"}`);
}

/** The alliance takes numbers from a member: unpaid, expired, or left behind. What it gave up while the others voted is passed over. */
export function reclaim(view: StateView, { kind, ranges, holder }: Reclaim): void {
  takeBack(view, kind, requireDisjoint(ranges), "reclaim", (piece) => canReclaim(piece, holder));
  view.emit({ type: "numbers.reclaimed", data: { kind, holder: holder ?? null, ranges: ranges.map(bare) } });
}

function canReclaim(piece: RangeRecord, holder: string | undefined): boolean {
  return (holder === undefined || piece.holder === holder) && findTransition("reclaim", piece.status) !== undefined;
}
