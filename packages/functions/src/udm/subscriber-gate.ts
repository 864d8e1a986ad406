import { formatGpsi, formatSupi, parseGpsi, parseSupi, SymbolonError } from "@symbolon/base";
import type { Subscriber, SubscriptionStore } from "@symbolon/stores";
import type { Refusal } from "../refusal-cause.ts";
import type { Holding, Holdings } from "./holdings.ts";

const refusalsByHolding: Readonly<Record<Exclude<Holding, "held" | "transferring">, Refusal>> = {
  suspended: { refused: "MEMBER_SUSPENDED", message: "the number is suspended on the ledger" },
  elsewhere: { refused: "UNKNOWN_NUMBER", message: "the ledger does not name this member as the holder of the number" },
};

const NOT_A_SUBSCRIBER: Refusal = { refused: "UNKNOWN_NUMBER", message: "no subscriber has this number" };

/** Lets through requests for subscribers that this member holds and that are in service. */
export class SubscriberGate {
  readonly #holdings: Holdings;
  readonly #subscriptions: SubscriptionStore;

  constructor(modules: { readonly holdings: Holdings; readonly subscriptions: SubscriptionStore }) {
    this.#holdings = modules.holdings;
    this.#subscriptions = modules.subscriptions;
  }

  /** @param ueId a SUPI or GPSI in the syntax of TS 29.571 */
  async admit(ueId: string): Promise<Subscriber | Refusal> {
    const identifier = canonicalUeId(ueId);
    if (typeof identifier !== "string") return identifier;
    const asked = this.#refusalOf(identifier);
    if (asked !== undefined) return asked;
    const supi = isGpsi(identifier) ? await this.#subscriptions.supiOfGpsi(identifier) : identifier;
    if (supi === undefined) return NOT_A_SUBSCRIBER;
    // A GPSI may be held here while its IMSI has moved on: both must be ours.
    const held = supi === identifier ? undefined : this.#refusalOf(supi);
    if (held !== undefined) return held;
    const subscriber = await this.#subscriptions.subscriber(supi);
    if (subscriber === undefined) return NOT_A_SUBSCRIBER;
    if (subscriber.status === "suspended") {
      return { refused: "SUBSCRIBER_SUSPENDED", message: "the subscription is suspended" };
    }
    return subscriber;
  }

  #refusalOf(identifier: string): Refusal | undefined {
    const holding = this.#holdings.holds(identifier);
    return holding === "held" || holding === "transferring" ? undefined : refusalsByHolding[holding];
  }
}

function isGpsi(identifier: string): boolean {
  return identifier.startsWith("msisdn-") || identifier.startsWith("extid-");
}

function canonicalUeId(ueId: string): string | Refusal {
  try {
    return isGpsi(ueId) ? formatGpsi(parseGpsi(ueId)) : formatSupi(parseSupi(ueId));
  } catch (error) {
    if (!(error instanceof SymbolonError)) throw error;
    return { refused: "MALFORMED_REQUEST", message: error.message };
  }
}
