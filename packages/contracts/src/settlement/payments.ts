import { readRecord, type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { post } from "./accounts.ts";
import { paymentKey } from "./keys.ts";
import type { PaymentRecord, PaymentStatus } from "./records.ts";

type PaymentStep = "confirm" | "refuse" | "withdraw";

/** Every step from `announced`, and whose it is. */
const steps: Readonly<Record<PaymentStep, { readonly by: "payer" | "payee"; readonly to: PaymentStatus }>> = {
  confirm: { by: "payee", to: "confirmed" },
  refuse: { by: "payee", to: "refused" },
  withdraw: { by: "payer", to: "withdrawn" },
};

export interface Announcement {
  readonly payee: string;
  readonly currency: string;
  readonly amount: string;
  readonly reference: string;
}

/** The payer says that it has paid. Nothing is booked until the payee confirms. */
export function announcePayment(view: StateView, payer: string, announcement: Announcement): PaymentRecord {
  const { payee, currency, amount, reference } = announcement;
  const announcedAt = view.blockTime;
  const id = view.txId;
  const payment: PaymentRecord = {
    v: 1,
    id,
    payer,
    payee,
    currency,
    amount,
    reference,
    status: "announced",
    announcedAt,
  };
  writeRecord(view, paymentKey(id), payment);
  view.emit({ type: "settlement.payment-announced", data: { payment: id, payer, payee, currency, amount } });
  return payment;
}

/**
 * Closes a payment; when both sides have confirmed it, it is booked.
 * The payee may owe after it what the payer has paid ahead: its own confirmation stands for a credit limit.
 * @throws PAYMENT_UNKNOWN, PAYMENT_REFUSED
 */
export function closePayment(view: StateView, member: string, id: string, step: PaymentStep): PaymentRecord {
  const payment = readRecord<PaymentRecord>(view, paymentKey(id));
  if (payment === undefined) throw contractErrors.error("PAYMENT_UNKNOWN", `there is no payment ${id}`);
  const { by, to } = steps[step];
  if (payment[by] !== member) {
    throw contractErrors.error("PAYMENT_REFUSED", `only the ${by}, ${payment[by]}, may ${step} this payment`);
  }
  if (payment.status !== "announced") {
    throw contractErrors.error("PAYMENT_REFUSED", `the payment is ${payment.status} already`);
  }
  const closed: PaymentRecord = { ...payment, status: to, closedAt: view.blockTime };
  writeRecord(view, paymentKey(id), closed);
  if (to === "confirmed") book(view, payment);
  view.emit({ type: `settlement.payment-${to}`, data: { payment: id } });
  return closed;
}

function book(view: StateView, payment: PaymentRecord): void {
  const { payer, payee, currency, amount, reference } = payment;
  const lines = [{ what: "payment", amount, reference }] as const;
  post(view, { debtor: payee, creditor: payer, currency, lines, withinCreditLimit: false });
}
