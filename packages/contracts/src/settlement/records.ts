import type { NumberKind } from "@symbolon/base";

/**
 * `account/<member>/<counterparty>/<currency>`: one side of a pair; the other side has the negative balance.
 * Amounts are minor units in decimal strings.
 */
export interface AccountRecord {
  readonly v: 1;
  readonly member: string;
  readonly counterparty: string;
  readonly currency: string;
  /** Below zero: the member owes the counterparty. */
  readonly balance: string;
  /** How far below zero the counterparty lets it go. */
  readonly creditLimit: string;
  /** Entries of the pair so far; equal on both sides. */
  readonly entries: number;
}

/** One line of an entry, rounded once. */
export interface EntryLine {
  readonly what: "setUp" | "occupation" | "payment";
  readonly amount: string;
  readonly pricing?: string;
  readonly revision?: number;
  readonly kind?: NumberKind;
  /** How many numbers. */
  readonly numbers?: number;
  /** Time charged for, milliseconds since 1970-01-01T00:00:00Z, half-open. */
  readonly from?: number;
  readonly to?: number;
  /** Payments: the reference that both sides confirmed. */
  readonly reference?: string;
}

/** `entry/<member>/<counterparty>/<currency>/<sequence>`, the two members in order: moves `amount` from debtor to creditor. */
export interface EntryRecord {
  readonly v: 1;
  readonly debtor: string;
  readonly creditor: string;
  readonly currency: string;
  readonly amount: string;
  readonly lines: readonly EntryLine[];
  readonly transaction: string;
  readonly at: number;
}

/** Prices from `effectiveFrom` until the next revision. */
export interface PricingRevision {
  readonly revision: number;
  /** Per number and period. */
  readonly occupationFee: string;
  /** Per number, once, when it is recorded. */
  readonly setUpFee: string;
  readonly effectiveFrom: number;
}

/** `pricing/<id>`. Periods are counted from 1970-01-01T00:00:00Z. */
export interface PricingRecord {
  readonly v: 1;
  readonly id: string;
  readonly owner: string;
  readonly currency: string;
  readonly periodDays: number;
  /** Days between a revision and its effect. */
  readonly noticeDays: number;
  readonly revisions: readonly PricingRevision[];
}

export type PaymentStatus = "announced" | "confirmed" | "refused" | "withdrawn";

/** `payment/<id>`: money that moved outside the ledger; counts once both sides say so. */
export interface PaymentRecord {
  readonly v: 1;
  /** The transaction that announced it. */
  readonly id: string;
  readonly payer: string;
  readonly payee: string;
  readonly currency: string;
  readonly amount: string;
  readonly reference: string;
  readonly status: PaymentStatus;
  readonly announcedAt: number;
  readonly closedAt?: number;
}
