import type { NumberKind } from "@symbolon/base";
import type { StateView } from "@symbolon/state";
import { requireSubmitter } from "../members/permission.ts";
import { Arrears } from "./arrears.ts";
import { changeRange } from "./range-map.ts";
import { requireDisjoint } from "./ranges.ts";
import type { NumberRange } from "./records.ts";
import { takeStep } from "./step.ts";

/** The owner charges recorded numbers whose paid time is over. Others are passed over, so it may be repeated at will. @throws NUMBER_NOT_OWNED @returns how many numbers were charged */
export function bill(view: StateView, kind: NumberKind, ranges: readonly NumberRange[]): number {
  requireSubmitter(view);
  const arrears = new Arrears(view, kind);
  for (const range of requireDisjoint(ranges)) {
    changeRange(view, kind, range, (piece) =>
      piece.status === "recorded"
        ? { ...piece, status: takeStep(view, "bill", piece), paidUntil: arrears.add(piece) }
        : piece,
    );
  }
  const numbers = arrears.post();
  view.emit({ type: "numbers.billed", data: { kind, numbers } });
  return numbers;
}
