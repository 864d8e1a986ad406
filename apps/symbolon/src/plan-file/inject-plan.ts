import type { NumberKind } from "@symbolon/base";
import { findRange } from "@symbolon/contracts/numbers";
import { findPricing } from "@symbolon/contracts/settlement";
import type { StateReader } from "@symbolon/state";
import type { MemberApi } from "../connection/member-api.ts";
import type { PlanRow } from "./plan-row.ts";

/** Ranges that one transaction injects. */
export const RANGES_PER_INJECTION = 100;
/** Terms of a pricing contract that a plan file names only the fee of. */
const TERMS = { setUpFee: "0", periodDays: 30, noticeDays: 30 } as const;
/** Price where a plan file has no such column. */
const FREE_OF_CHARGE = { price: "0", currency: "USD" } as const;

export interface InjectPlanModules {
  readonly api: MemberApi;
  readonly state: StateReader;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface InjectedPlan {
  readonly injected: number;
  /** Ranges that were in the pool or in use before. */
  readonly present: number;
}

/** Injects the ranges of a plan file that are not in the pool yet (S1001), grouped by price. Can be repeated: it goes on where it stood. */
export async function injectPlan(
  kind: NumberKind,
  rows: readonly PlanRow[],
  { api, state, onProgress }: InjectPlanModules,
): Promise<InjectedPlan> {
  const missing = rows.filter(({ start }) => findRange(state, kind, start)?.status === "unassigned");
  let done = 0;
  for (const group of Map.groupBy(missing, priceOf).values()) {
    for (let at = 0; at < group.length; at += RANGES_PER_INJECTION) {
      const batch = group.slice(at, at + RANGES_PER_INJECTION);
      const ranges = batch.map(({ start, end }) => ({ start, end }));
      await api.call("numbers", "inject", { kind, ranges, pricing: pricingOf(kind, batch[0] as PlanRow, state) });
      done += batch.length;
      onProgress?.(done, missing.length);
    }
  }
  return { injected: missing.length, present: rows.length - missing.length };
}

function priceOf({ price = FREE_OF_CHARGE.price, currency = FREE_OF_CHARGE.currency }: PlanRow): string {
  return `${price}-${currency.toLowerCase()}`;
}

/** The pricing contract by name where it exists, else the terms to make it with. */
function pricingOf(kind: NumberKind, row: PlanRow, state: StateReader): string | object {
  const id = `${kind}-${priceOf(row)}`;
  if (findPricing(state, id) !== undefined) return id;
  const { price, currency } = { ...FREE_OF_CHARGE, ...row };
  return { id, currency, occupationFee: price, ...TERMS };
}
