import { readRecord, type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { accountKey, entryKey } from "./keys.ts";
import { writeAmount } from "./money.ts";
import type { AccountRecord, EntryLine, EntryRecord } from "./records.ts";

/** What moves from the debtor's account to the creditor's. */
export interface Posting {
  readonly debtor: string;
  readonly creditor: string;
  readonly currency: string;
  readonly lines: readonly EntryLine[];
  /** False for what is owed in any case: it accrues below the limit, and stops new records. */
  readonly withinCreditLimit: boolean;
}

/**
 * One entry on both accounts of a pair: the sum of all accounts stays zero. Nothing is written for an amount of zero.
 * @throws CREDIT_LIMIT_EXCEEDED, AMOUNT_INVALID
 * @returns the amount, minor units
 */
export function post(view: StateView, posting: Posting): bigint {
  const { debtor, creditor, currency, lines } = posting;
  if (debtor === creditor) return 0n;
  const amount = lines.reduce((sum, line) => sum + BigInt(line.amount), 0n);
  if (amount === 0n) return 0n;
  const from = readAccount(view, debtor, creditor, currency);
  const to = readAccount(view, creditor, debtor, currency);
  const balance = BigInt(from.balance) - amount;
  if (posting.withinCreditLimit && balance < -BigInt(from.creditLimit)) {
    throw contractErrors.error(
      "CREDIT_LIMIT_EXCEEDED",
      `${debtor} would owe ${creditor} ${-balance} ${currency} (minor units), more than the limit of ${from.creditLimit}`,
      { details: { balance: from.balance, amount: amount.toString(), creditLimit: from.creditLimit, currency } },
    );
  }
  const entries = from.entries + 1;
  const entry: EntryRecord = {
    v: 1,
    debtor,
    creditor,
    currency,
    amount: writeAmount(amount),
    lines,
    transaction: view.txId,
    at: view.blockTime,
  };
  writeAccount(view, { ...from, balance: writeAmount(balance), entries });
  writeAccount(view, { ...to, balance: writeAmount(BigInt(to.balance) + amount), entries });
  writeRecord(view, entryKey(debtor, creditor, currency, entries), entry);
  return amount;
}

/** Sets how far below zero `member` may go towards `counterparty`, who decides it. */
export function setCreditLimit(
  view: StateView,
  member: string,
  counterparty: string,
  currency: string,
  limit: string,
): void {
  writeAccount(view, { ...readAccount(view, member, counterparty, currency), creditLimit: limit });
}

function readAccount(view: StateView, member: string, counterparty: string, currency: string): AccountRecord {
  const account = readRecord<AccountRecord>(view, accountKey(member, counterparty, currency));
  return account ?? { v: 1, member, counterparty, currency, balance: "0", creditLimit: "0", entries: 0 };
}

function writeAccount(view: StateView, account: AccountRecord): void {
  writeRecord(view, accountKey(account.member, account.counterparty, account.currency), account);
}
