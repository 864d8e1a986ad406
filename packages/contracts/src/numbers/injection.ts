import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { requireSubmitter } from "../members/permission.ts";
import { createPricing, requireOwnPricing } from "../settlement/pricing.ts";
import { countNumbers } from "./digits.ts";
import { changeRange } from "./range-map.ts";
import { bare, rangeOfBlock, requireDisjoint } from "./ranges.ts";
import type { NumberRange } from "./records.ts";
import type { InjectArgs } from "./schemas.ts";
import { takeStep } from "./step.ts";
import { requireTitle } from "./titles.ts";

/** Adds numbers to the pool, with the pricing contract that they are given out under. @throws NOT_ENTITLED, RANGE_OVERLAP, RANGE_INVALID, PRICING_UNKNOWN, PRICING_EXISTS @returns how many */
export function inject(view: StateView, args: InjectArgs): number {
  const member = requireSubmitter(view);
  const { kind } = args;
  const ranges = requireDisjoint(args.ranges.map((range) => rangeOf(kind, range)));
  for (const range of ranges) requireTitle(view, member, kind, range);
  const owner = member.id;
  const pricing =
    typeof args.pricing === "string"
      ? requireOwnPricing(view, owner, args.pricing)
      : createPricing(view, owner, args.pricing);
  for (const range of ranges) {
    changeRange(view, kind, range, (piece) => {
      refuseInjected(piece);
      return { status: takeStep(view, "inject", piece), owner, pricing: pricing.id };
    });
  }
  const numbers = ranges.reduce((sum, range) => sum + countNumbers(range), 0);
  view.emit({ type: "numbers.injected", data: { kind, ranges: ranges.map(bare), owner, pricing: pricing.id } });
  return numbers;
}

/** Takes free numbers out of the pool. @throws NUMBER_NOT_OWNED, NUMBER_STATUS_REFUSED */
export function withdraw(view: StateView, kind: InjectArgs["kind"], ranges: readonly NumberRange[]): void {
  requireSubmitter(view);
  for (const range of requireDisjoint(ranges)) {
    changeRange(view, kind, range, (piece) => ({ status: takeStep(view, "withdraw", piece) }));
  }
  view.emit({ type: "numbers.withdrawn", data: { kind, ranges: ranges.map(bare) } });
}

function rangeOf(kind: InjectArgs["kind"], range: InjectArgs["ranges"][number]): NumberRange {
  if ("start" in range) return range;
  if (kind === "imsi") return rangeOfBlock(range);
  throw contractErrors.error("RANGE_INVALID", "block numbers exist for IMSIs only");
}

function refuseInjected({
  start,
  end,
  status,
  owner,
}: NumberRange & { readonly status: string; readonly owner?: string }): void {
  if (status === "unassigned") return;
  throw contractErrors.error(
    "RANGE_OVERLAP",
    `${start}..${end} is ${status} already, injected by ${owner ?? "nobody"}`,
    {
      details: { start, end, status },
    },
  );
}
