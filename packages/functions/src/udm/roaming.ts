import type { JsonObject } from "@symbolon/base";
import type { Subscriber, SubscriptionStore } from "@symbolon/stores";
import type { Refusal } from "../refusal-cause.ts";

export interface RoamingOptions {
  /** PLMNs in which a subscriber is at home: MCC and MNC digits. */
  readonly homePlmns: readonly string[];
  /** Serving PLMNs for subscribers whose data say nothing of roaming; `*` for all. */
  readonly defaultAllowedPlmns: readonly string[] | "*";
}

/** Decides where a subscriber may be served. */
export class RoamingRules {
  readonly #options: RoamingOptions;
  readonly #subscriptions: SubscriptionStore;

  constructor(options: RoamingOptions, modules: { readonly subscriptions: SubscriptionStore }) {
    this.#options = options;
    this.#subscriptions = modules.subscriptions;
  }

  /** @param servingPlmn MCC and MNC digits; without one the request comes from home */
  async refusal(subscriber: Subscriber, servingPlmn: string | undefined): Promise<Refusal | undefined> {
    if (servingPlmn === undefined || this.#options.homePlmns.includes(servingPlmn)) return undefined;
    const allowed = allowedPlmns(await this.#subscriptions.data(subscriber, "ROAMING"));
    const plmns = allowed ?? this.#options.defaultAllowedPlmns;
    if (plmns === "*" || plmns.includes(servingPlmn)) return undefined;
    return { refused: "ROAMING_NOT_ALLOWED", message: `the subscriber may not be served in PLMN ${servingPlmn}` };
  }
}

function allowedPlmns(roaming: JsonObject | undefined): readonly string[] | "*" | undefined {
  const allowed = roaming?.["allowedPlmns"];
  if (allowed === "*") return allowed;
  // Data that cannot be read allow nothing.
  if (roaming !== undefined) return Array.isArray(allowed) ? allowed.filter((plmn) => typeof plmn === "string") : [];
  return undefined;
}
