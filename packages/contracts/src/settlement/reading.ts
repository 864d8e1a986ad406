import { decodeRecord, keysBelow, type ReadableState, readRecord } from "@symbolon/state";
import { accountKey, entryKey, entryPairKey, paymentKey, pricingKey } from "./keys.ts";
import type { AccountRecord, EntryRecord, PaymentRecord, PricingRecord } from "./records.ts";

export function findAccount(
  state: ReadableState,
  member: string,
  counterparty: string,
  currency: string,
): AccountRecord | undefined {
  return readRecord<AccountRecord>(state, accountKey(member, counterparty, currency));
}

/** Accounts of a member, by counterparty and currency; of all members without one. */
export function listAccounts(state: ReadableState, limit: number, member?: string): readonly AccountRecord[] {
  const { start, end } = member === undefined ? keysBelow("account") : keysBelow("account", member);
  return list<AccountRecord>(state, start, end, limit);
}

/** A statement: entries of one account in order, from a sequence number (the first is 1) on. */
export function listEntries(
  state: ReadableState,
  account: AccountRecord,
  limit: number,
  fromSequence = 1,
): readonly EntryRecord[] {
  const { member, counterparty, currency } = account;
  const start = entryKey(member, counterparty, currency, fromSequence);
  return list<EntryRecord>(state, start, `${entryPairKey(member, counterparty, currency)}0`, limit);
}

export function findPricing(state: ReadableState, id: string): PricingRecord | undefined {
  return readRecord<PricingRecord>(state, pricingKey(id));
}

export function findPayment(state: ReadableState, id: string): PaymentRecord | undefined {
  return readRecord<PaymentRecord>(state, paymentKey(id));
}

function list<Shape>(state: ReadableState, start: string, end: string, limit: number): readonly Shape[] {
  return state.range(start, end, limit).map(({ key, value }) => decodeRecord<Shape>(key, value));
}
