import type { NumberKind } from "@symbolon/base";
import type { StateView } from "@symbolon/state";
import { post } from "../settlement/accounts.ts";
import { chargeForPeriods } from "../settlement/occupation.ts";
import { periodEnd, requirePricing } from "../settlement/pricing.ts";
import type { EntryLine, PricingRecord } from "../settlement/records.ts";
import { countNumbers } from "./digits.ts";
import type { RangeRecord } from "./records.ts";

/** Most lines of one entry: a record of the state has 64 kB at most. */
export const MAX_LINES_PER_ENTRY = 100;

interface Group {
  readonly holder: string;
  readonly pricing: PricingRecord;
  readonly paidUntil: number;
  numbers: number;
}

/** Collects recorded numbers whose paid time is over, and charges their holders up to the end of the period that has begun. What is owed is owed: no credit limit stops it. */
export class Arrears {
  readonly #view: StateView;
  readonly #kind: NumberKind;
  readonly #pricings = new Map<string, PricingRecord>();
  readonly #groups = new Map<string, Group>();

  constructor(view: StateView, kind: NumberKind) {
    this.#view = view;
    this.#kind = kind;
  }

  /** @returns up to when the piece is paid once the arrears are posted */
  add(piece: RangeRecord): number {
    const { blockTime } = this.#view;
    const paidUntil = piece.paidUntil as number;
    if (paidUntil > blockTime) return paidUntil;
    const pricing = this.#pricing(piece.pricing as string);
    const holder = piece.holder as string;
    const key = `${holder} ${pricing.id} ${paidUntil}`;
    const group = this.#groups.get(key) ?? { holder, pricing, paidUntil, numbers: 0 };
    this.#groups.set(key, group);
    group.numbers += countNumbers(piece);
    return periodEnd(pricing, blockTime);
  }

  /** One entry per holder and pricing contract. @returns how many numbers were charged */
  post(): number {
    const entries = new Map<string, { holder: string; pricing: PricingRecord; lines: EntryLine[] }>();
    let charged = 0;
    for (const { holder, pricing, paidUntil, numbers } of this.#groups.values()) {
      const { lines } = chargeForPeriods({ pricing, kind: this.#kind, numbers }, paidUntil, this.#view.blockTime);
      const key = `${holder} ${pricing.id}`;
      const entry = entries.get(key) ?? { holder, pricing, lines: [] };
      entries.set(key, entry);
      entry.lines.push(...lines);
      charged += numbers;
    }
    for (const { holder, pricing, lines } of entries.values()) this.#post(holder, pricing, lines);
    return charged;
  }

  #post(debtor: string, pricing: PricingRecord, lines: readonly EntryLine[]): void {
    const { owner: creditor, currency } = pricing;
    for (let from = 0; from < lines.length; from += MAX_LINES_PER_ENTRY) {
      const some = lines.slice(from, from + MAX_LINES_PER_ENTRY);
      post(this.#view, { debtor, creditor, currency, lines: some, withinCreditLimit: false });
    }
  }

  #pricing(id: string): PricingRecord {
    const pricing = this.#pricings.get(id) ?? requirePricing(this.#view, id);
    this.#pricings.set(id, pricing);
    return pricing;
  }
}
