import type { JsonObject } from "@symbolon/base";

export type SubscriberStatus = "active" | "suspended";

export interface Subscriber {
  readonly supi: string;
  readonly status: SubscriberStatus;
  /** Name of the package whose data holds where the subscriber has none of its own. */
  readonly package: string;
  /** `msisdn-<digits>` or `extid-...`, in order of text. */
  readonly gpsis: readonly string[];
}

/**
 * Subscription data sets (TS 29.503 clause 6.1.6.2, `DataSetName`): AM, SMF_SEL, SM, SMS_SUB, SMS_MNG as defined there.
 * ROAMING is ours: `{ allowedPlmns: ["26201", ...] | "*" }`.
 */
export type SubscriptionDataKind = "AM" | "SMF_SEL" | "SM" | "SMS_SUB" | "SMS_MNG" | "ROAMING";

/** Whose data: of one subscriber, or of all that have a package. */
export type DataOwner = { readonly supi: string } | { readonly package: string };

/** Port: who the subscribers are and what they may use. */
export interface SubscriptionStore {
  subscriber(supi: string): Promise<Subscriber | undefined>;
  supiOfGpsi(gpsi: string): Promise<string | undefined>;
  setStatus(supi: string, status: SubscriberStatus): Promise<boolean>;
  /** The subscriber's own data before the package's, data for the serving PLMN before data for all. */
  data(subscriber: Subscriber, kind: SubscriptionDataKind, servingPlmn?: string): Promise<JsonObject | undefined>;
  /** Without `plmn`: for all serving networks. */
  setData(owner: DataOwner, kind: SubscriptionDataKind, document: JsonObject, plmn?: string): Promise<void>;
  removeData(owner: DataOwner, kind: SubscriptionDataKind, plmn?: string): Promise<boolean>;
  /** Erases all that is kept of a subscriber, keys included. @returns whether there was anything */
  erase(supi: string): Promise<boolean>;
}
