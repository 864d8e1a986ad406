import { readRecord, type StateView, writeRecord } from "@symbolon/state";
import { dayMs } from "../contract/time.ts";
import { contractErrors } from "../errors.ts";
import { pricingKey } from "./keys.ts";
import type { PricingRecord, PricingRevision } from "./records.ts";

/** Longest period of a pricing contract. */
export const MAX_PERIOD_DAYS = 366;
/** Longest notice of a revision. */
export const MAX_NOTICE_DAYS = 366;
/** Most revisions that a pricing contract keeps; arrears are rated by the revision of their time, so none is dropped. */
export const MAX_PRICING_REVISIONS = 100;

export interface Prices {
  readonly occupationFee: string;
  readonly setUpFee: string;
}

export interface NewPricing extends Prices {
  readonly id: string;
  readonly currency: string;
  readonly periodDays: number;
  readonly noticeDays: number;
}

/** @throws PRICING_EXISTS */
export function createPricing(view: StateView, owner: string, pricing: NewPricing): PricingRecord {
  const key = pricingKey(pricing.id);
  if (view.get(key) !== undefined) {
    throw contractErrors.error("PRICING_EXISTS", `the pricing contract ${pricing.id} exists already`);
  }
  const { id, currency, periodDays, noticeDays, occupationFee, setUpFee } = pricing;
  const revisions: readonly PricingRevision[] = [{ revision: 1, occupationFee, setUpFee, effectiveFrom: 0 }];
  const record: PricingRecord = { v: 1, id, owner, currency, periodDays, noticeDays, revisions };
  writeRecord(view, key, record);
  view.emit({ type: "settlement.pricing-created", data: { pricing: id, owner } });
  return record;
}

/**
 * Adds a revision. A period has one price: revisions start with a period, after the notice, in order.
 * @throws PRICING_UNKNOWN, REVISION_REFUSED
 */
export function revisePricing(
  view: StateView,
  owner: string,
  id: string,
  prices: Prices,
  effectiveFrom: number,
): PricingRecord {
  const pricing = requireOwnPricing(view, owner, id);
  const last = pricing.revisions.at(-1) as PricingRevision;
  refuseRevision(pricing, last, effectiveFrom, view.blockTime);
  const { occupationFee, setUpFee } = prices;
  const revision: PricingRevision = { revision: last.revision + 1, occupationFee, setUpFee, effectiveFrom };
  const record: PricingRecord = { ...pricing, revisions: [...pricing.revisions, revision] };
  writeRecord(view, pricingKey(id), record);
  view.emit({ type: "settlement.pricing-revised", data: { pricing: id, revision: revision.revision, effectiveFrom } });
  return record;
}

function refuseRevision(pricing: PricingRecord, last: PricingRevision, effectiveFrom: number, blockTime: number): void {
  const refuse = (reason: string) => contractErrors.error("REVISION_REFUSED", `${pricing.id}: ${reason}`);
  if (effectiveFrom < blockTime + pricing.noticeDays * dayMs) {
    throw refuse(`a revision needs a notice of ${pricing.noticeDays} days`);
  }
  if (effectiveFrom % periodMs(pricing) !== 0) throw refuse("a revision starts with a period");
  if (effectiveFrom <= last.effectiveFrom)
    throw refuse(`revision ${last.revision} takes effect later or at the same time`);
  if (pricing.revisions.length >= MAX_PRICING_REVISIONS)
    throw refuse(`it has ${MAX_PRICING_REVISIONS} revisions already`);
}

/** @throws PRICING_UNKNOWN */
export function requirePricing(view: StateView, id: string): PricingRecord {
  const pricing = readRecord<PricingRecord>(view, pricingKey(id));
  if (pricing === undefined) throw contractErrors.error("PRICING_UNKNOWN", `there is no pricing contract ${id}`);
  return pricing;
}

/** @throws PRICING_UNKNOWN */
export function requireOwnPricing(view: StateView, owner: string, id: string): PricingRecord {
  const pricing = requirePricing(view, id);
  if (pricing.owner !== owner) {
    throw contractErrors.error(
      "PRICING_UNKNOWN",
      `the pricing contract ${id} belongs to ${pricing.owner}, not to ${owner}`,
    );
  }
  return pricing;
}

/** Revision in force at `time`. */
export function revisionAt(pricing: PricingRecord, time: number): PricingRevision {
  return (pricing.revisions.findLast(({ effectiveFrom }) => effectiveFrom <= time) ??
    pricing.revisions[0]) as PricingRevision;
}

export function periodMs(pricing: PricingRecord): number {
  return pricing.periodDays * dayMs;
}

/** End of the period that holds `time`. */
export function periodEnd(pricing: PricingRecord, time: number): number {
  const length = periodMs(pricing);
  return (Math.floor(time / length) + 1) * length;
}
