import type { NumberKind } from "@symbolon/base";
import type { StateView } from "@symbolon/state";
import { dayMs } from "../contract/time.ts";
import { requireSubmitter } from "../members/permission.ts";
import { readAlliance } from "../members/settings.ts";
import { Arrears } from "./arrears.ts";
import { countNumbers } from "./digits.ts";
import { noteDue, ownerOf } from "./due.ts";
import { dropOverlays } from "./overlays.ts";
import { changeRange, type ChangePiece } from "./range-map.ts";
import { bare, requireDisjoint } from "./ranges.ts";
import type { NumberRange, RangeRecord } from "./records.ts";
import { takeStep } from "./step.ts";

/** Gives recorded numbers back: into quarantine, then free. What is owed for them is charged; what is paid stays paid. @throws NUMBER_NOT_HELD, NUMBER_STATUS_REFUSED, TOO_MANY_RANGES */
export function release(view: StateView, kind: NumberKind, parts: readonly NumberRange[]): number {
  const holder = requireSubmitter(view).id;
  const ranges = requireDisjoint(parts);
  takeBack(view, kind, ranges, "release");
  view.emit({ type: "numbers.released", data: { kind, holder, ranges: ranges.map(bare) } });
  return ranges.reduce((sum, range) => sum + countNumbers(range), 0);
}

/** Takes the numbers that are meant from their holder by a step of the state machine: recorded ones into quarantine, others to the pool. */
export function takeBack(
  view: StateView,
  kind: NumberKind,
  ranges: readonly NumberRange[],
  operation: "release" | "reclaim",
  isMeant: (piece: RangeRecord) => boolean = () => true,
): void {
  const expiresAt = quarantineEnd(view);
  const arrears = new Arrears(view, kind);
  const change: ChangePiece = (piece) => {
    if (!isMeant(piece)) return piece;
    const status = takeStep(view, operation, piece);
    if (status !== "quarantined") return { status, ...ownerOf(piece) };
    arrears.add(piece);
    dropOverlays(view, piece);
    return { status, ...ownerOf(piece), ...(piece.holder === undefined ? {} : { holder: piece.holder }), expiresAt };
  };
  for (const range of ranges) changeRange(view, kind, range, change);
  arrears.post();
  noteDue(view, expiresAt, view.txId, kind, ranges);
}

/** Ends with a day, so that what is released on one day stays one range. */
function quarantineEnd(view: StateView): number {
  const { quarantineDays } = readAlliance(view).settings;
  return (Math.ceil(view.blockTime / dayMs) + quarantineDays) * dayMs;
}
