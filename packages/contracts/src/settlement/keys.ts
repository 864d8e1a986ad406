import { compositeKey } from "@symbolon/state";

export function accountKey(member: string, counterparty: string, currency: string): string {
  return compositeKey("account", member, counterparty, currency);
}

/** The entries of a pair stand once, under the two members in order. */
export function entryPairKey(one: string, other: string, currency: string): string {
  return one < other ? compositeKey("entry", one, other, currency) : compositeKey("entry", other, one, currency);
}

export function entryKey(one: string, other: string, currency: string, sequence: number): string {
  return `${entryPairKey(one, other, currency)}/${String(sequence).padStart(12, "0")}`;
}

export function pricingKey(id: string): string {
  return compositeKey("pricing", id);
}

export function paymentKey(id: string): string {
  return compositeKey("payment", id);
}
