import type { NumberKind } from "@symbolon/base";
import type { StateView } from "@symbolon/state";
import { overlapping } from "./range-map.ts";
import { bare, requireDisjoint } from "./ranges.ts";
import type { NumberRange } from "./records.ts";
import { takeBack } from "./release.ts";
import { takeStep } from "./step.ts";

interface Reclaim {
  readonly kind: NumberKind;
  readonly ranges: readonly NumberRange[];
}

/** @throws NUMBER_STATUS_REFUSED for numbers that nobody holds, RANGE_INVALID, RANGE_OVERLAP */
export function checkReclaim(view: StateView, { kind, ranges }: Reclaim): void {
  for (const range of requireDisjoint(ranges)) {
    for (const piece of overlapping(view, kind, range)) takeStep(view, "reclaim", piece);
  }
}

/** The alliance takes numbers from their holders: unpaid, expired, or left behind. */
export function reclaim(view: StateView, { kind, ranges }: Reclaim): void {
  takeBack(view, kind, requireDisjoint(ranges), "reclaim");
  view.emit({ type: "numbers.reclaimed", data: { kind, ranges: ranges.map(bare) } });
}
