import type { NumberKind } from "@symbolon/base";
import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { post } from "../settlement/accounts.ts";
import { chargeForRecording } from "../settlement/occupation.ts";
import { periodEnd, requirePricing, revisionAt } from "../settlement/pricing.ts";
import type { PricingRecord } from "../settlement/records.ts";
import { countNumbers } from "./digits.ts";
import type { RangeRecord } from "./records.ts";
import type { RecordArgs } from "./schemas.ts";

interface Group {
  readonly pricing: PricingRecord;
  readonly paidUntil: number;
  numbers: number;
}

/** Collects the numbers of one recording per pricing contract, and charges each contract once. */
export class RecordingCharge {
  readonly #view: StateView;
  readonly #kind: NumberKind;
  readonly #holder: string;
  readonly #agreed: ReadonlyMap<string, number>;
  readonly #maximumFee: string | undefined;
  readonly #groups = new Map<string, Group>();

  constructor(view: StateView, kind: NumberKind, holder: string, agreed: Pick<RecordArgs, "prices" | "maximumFee">) {
    this.#view = view;
    this.#kind = kind;
    this.#holder = holder;
    this.#agreed = new Map(agreed.prices.map(({ pricing, revision }) => [pricing, revision]));
    this.#maximumFee = agreed.maximumFee;
  }

  /** @throws FEE_CHANGED when the submitter agreed to another revision @returns up to when the piece is paid by this call */
  add(piece: RangeRecord): number {
    const id = piece.pricing as string;
    const group = this.#groups.get(id) ?? this.#open(id);
    group.numbers += countNumbers(piece);
    return group.paidUntil;
  }

  /** @throws FEE_CHANGED above the maximum, CREDIT_LIMIT_EXCEEDED */
  post(): { readonly numbers: number; readonly fees: Readonly<Record<string, string>> } {
    const fees: Record<string, string> = {};
    let numbers = 0;
    for (const [id, group] of this.#groups) {
      numbers += group.numbers;
      fees[id] = this.#charge(group).toString();
    }
    return { numbers, fees };
  }

  #open(id: string): Group {
    const { blockTime } = this.#view;
    const pricing = requirePricing(this.#view, id);
    const { revision } = revisionAt(pricing, blockTime);
    const agreed = this.#agreed.get(id);
    if (agreed !== revision) {
      throw contractErrors.error(
        "FEE_CHANGED",
        `the pricing ${id} is in revision ${revision}; the submitter agreed to ${agreed ?? "none"}`,
        { details: { pricing: id, revision } },
      );
    }
    const group: Group = { pricing, paidUntil: periodEnd(pricing, blockTime), numbers: 0 };
    this.#groups.set(id, group);
    return group;
  }

  #charge({ pricing, numbers }: Group): bigint {
    const { lines } = chargeForRecording({ pricing, kind: this.#kind, numbers }, this.#view.blockTime);
    const fee = lines.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    if (this.#maximumFee !== undefined && fee > BigInt(this.#maximumFee)) {
      throw contractErrors.error(
        "FEE_CHANGED",
        `${numbers} numbers cost ${fee} ${pricing.currency} (minor units), more than the maximum of ${this.#maximumFee}`,
        { details: { pricing: pricing.id, fee: fee.toString() } },
      );
    }
    const { owner: creditor, currency } = pricing;
    return post(this.#view, { debtor: this.#holder, creditor, currency, lines, withinCreditLimit: true });
  }
}
