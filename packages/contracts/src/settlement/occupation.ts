import type { NumberKind } from "@symbolon/base";
import { dayMs } from "../contract/time.ts";
import { divideHalfEven, writeAmount } from "./money.ts";
import { periodEnd, periodMs, revisionAt } from "./pricing.ts";
import type { EntryLine, PricingRecord } from "./records.ts";

/** Numbers that are charged alike. */
export interface Occupation {
  readonly pricing: PricingRecord;
  readonly kind: NumberKind;
  readonly numbers: number;
}

/** Lines of an entry, and up to when occupation is then paid. */
export interface OccupationCharge {
  readonly lines: readonly EntryLine[];
  readonly paidUntil: number;
}

/** What recording costs at `time`: the set-up fee, and occupation from the start of the day to the end of the period, pro rata by days. */
export function chargeForRecording(occupation: Occupation, time: number): OccupationCharge {
  const { pricing, kind, numbers } = occupation;
  const { revision, setUpFee, occupationFee } = revisionAt(pricing, time);
  const from = Math.floor(time / dayMs) * dayMs;
  const to = periodEnd(pricing, time);
  const days = BigInt((to - from) / dayMs);
  const occupied = divideHalfEven(BigInt(occupationFee) * BigInt(numbers) * days, BigInt(pricing.periodDays));
  const about = { pricing: pricing.id, revision, kind, numbers };
  const lines: readonly EntryLine[] = [
    { what: "setUp", amount: writeAmount(BigInt(setUpFee) * BigInt(numbers)), ...about },
    { what: "occupation", amount: writeAmount(occupied), ...about, from, to },
  ];
  return { lines: lines.filter(({ amount }) => amount !== "0"), paidUntil: to };
}

/** Whole periods from `paidUntil` to the end of the one that has begun at `time`: one line per revision of prices. */
export function chargeForPeriods(occupation: Occupation, paidUntil: number, time: number): OccupationCharge {
  const { pricing, kind, numbers } = occupation;
  const end = periodEnd(pricing, time);
  const length = periodMs(pricing);
  const lines: EntryLine[] = [];
  let from = paidUntil;
  while (from < end) {
    const { revision, occupationFee } = revisionAt(pricing, from);
    const next = pricing.revisions.find(({ effectiveFrom }) => effectiveFrom > from)?.effectiveFrom ?? end;
    const to = Math.min(next, end);
    const amount = BigInt(occupationFee) * BigInt(numbers) * BigInt((to - from) / length);
    if (amount !== 0n) {
      const about = { pricing: pricing.id, revision, kind, numbers };
      lines.push({ what: "occupation", amount: writeAmount(amount), ...about, from, to });
    }
    from = to;
  }
  return { lines, paidUntil: Math.max(paidUntil, end) };
}
