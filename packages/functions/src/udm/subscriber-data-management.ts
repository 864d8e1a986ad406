import { type Clock, type JsonObject, type JsonValue, type Random, toHex } from "@symbolon/base";
import type { RegistrationStore, Subscriber, SubscriptionStore } from "@symbolon/stores";
import { isRefusal, type Refusal } from "../refusal-cause.ts";
import { refuseUnfitRegistration } from "./registration-record.ts";
import type { RoamingRules } from "./roaming.ts";
import type { ServiceRequest } from "./service-request.ts";
import type { SubscriberGate } from "./subscriber-gate.ts";
import { type DataSetName, isDataSetName, subscriptionDataSets } from "./subscription-data-sets.ts";
import type { UserAuthorisation } from "./user-authorisation.ts";

/** Milliseconds that a subscription to data changes lasts at most: a week. */
export const MAX_SDM_SUBSCRIPTION_LIFETIME = 604_800_000;

export interface DataRequest extends ServiceRequest {
  /** PLMN that serves the subscriber: MCC and MNC digits. */
  readonly servingPlmn?: string;
}

/** Narrows session management data (query of TS 29.503 table 6.1.3.8.3.1-1). */
export interface SessionFilter {
  readonly singleNssai?: { readonly sst: number; readonly sd?: string };
  readonly dnn?: string;
}

export interface SdmSubscriptionRequest extends JsonObject {
  readonly nfInstanceId: string;
  readonly callbackReference: string;
  readonly monitoredResourceUris: readonly string[];
}

export interface CreatedSdmSubscription {
  readonly id: string;
  readonly data: JsonObject;
}

export interface SubscriberDataManagementModules {
  readonly gate: SubscriberGate;
  readonly roaming: RoamingRules;
  readonly authorisation: UserAuthorisation;
  readonly subscriptions: SubscriptionStore;
  readonly registrations: RegistrationStore;
  readonly clock: Clock;
  readonly random: Random;
}

const NO_DATA: Refusal = { refused: "UNKNOWN_DATA", message: "the subscription has no such data" };

const SUBSCRIPTION_ID_LENGTH = 16;

/** Nudm_SubscriberDataManagement (TS 29.503 clause 5.2). */
export class SubscriberDataManagement {
  readonly #modules: SubscriberDataManagementModules;

  constructor(modules: SubscriberDataManagementModules) {
    this.#modules = modules;
  }

  /** One data set, in the form of its resource. */
  async data(supi: string, name: DataSetName, request: DataRequest): Promise<JsonValue | Refusal> {
    const subscriber = await this.#readable(supi, request);
    if (isRefusal(subscriber)) return subscriber;
    return (await subscriptionDataSets[name].read(this.#modules, subscriber, request.servingPlmn)) ?? NO_DATA;
  }

  /** `Nssai`: the slices of the access and mobility data. */
  async nssai(supi: string, request: DataRequest): Promise<JsonValue | Refusal> {
    const data = await this.data(supi, "AM", request);
    if (typeof data === "object" && data !== null && isRefusal(data)) return data;
    return (data as JsonObject)["nssai"] ?? NO_DATA;
  }

  /** `SessionManagementSubscriptionData`, those that match. */
  async sessionManagementData(
    supi: string,
    filter: SessionFilter,
    request: DataRequest,
  ): Promise<readonly JsonValue[] | Refusal> {
    const data = await this.data(supi, "SM", request);
    if (!Array.isArray(data)) return isRefusal(data as object) ? (data as Refusal) : NO_DATA;
    const matching = (data as readonly JsonObject[]).filter((entry) => matches(entry, filter));
    return matching.length === 0 ? NO_DATA : matching;
  }

  /** `SubscriptionDataSets`: several at once; what the subscription does not have is left out. */
  async dataSets(supi: string, names: readonly string[], request: DataRequest): Promise<JsonObject | Refusal> {
    const unknown = names.find((name) => !isDataSetName(name));
    if (unknown !== undefined)
      return { refused: "MALFORMED_REQUEST", message: `the data set ${unknown} is not served` };
    const subscriber = await this.#readable(supi, request);
    if (isRefusal(subscriber)) return subscriber;
    const sets: Record<string, JsonValue> = {};
    for (const name of names.filter(isDataSetName)) {
      const set = subscriptionDataSets[name];
      const data = await set.read(this.#modules, subscriber, request.servingPlmn);
      if (data !== undefined) sets[set.member] = data;
    }
    return Object.keys(sets).length === 0 ? NO_DATA : sets;
  }

  /** `IdTranslationResult`: the SUPI behind a GPSI. */
  async translate(ueId: string, request: ServiceRequest): Promise<JsonObject | Refusal> {
    const subscriber = await this.#readable(ueId, request);
    if (isRefusal(subscriber)) return subscriber;
    const [gpsi] = subscriber.gpsis;
    return { supi: subscriber.supi, ...(gpsi === undefined ? {} : { gpsi }) };
  }

  /** Subscribes to changes of data, for a bounded time. */
  async subscribe(
    ueId: string,
    subscription: SdmSubscriptionRequest,
    request: ServiceRequest,
  ): Promise<CreatedSdmSubscription | Refusal> {
    const subscriber = await this.#readable(ueId, request);
    if (isRefusal(subscriber)) return subscriber;
    const tooLarge = refuseUnfitRegistration(subscription);
    if (tooLarge !== undefined) return tooLarge;
    const now = this.#modules.clock.now();
    const longest = now + MAX_SDM_SUBSCRIPTION_LIFETIME;
    const wanted = subscription["expires"];
    const expiresAt = typeof wanted === "string" ? Math.min(Date.parse(wanted), longest) : longest;
    if (!(expiresAt > now)) return { refused: "MALFORMED_REQUEST", message: "the subscription has expired already" };
    const id = toHex(this.#modules.random.bytes(SUBSCRIPTION_ID_LENGTH));
    const data = { ...subscription, subscriptionId: id, expires: new Date(expiresAt).toISOString() };
    const { supi } = subscriber;
    await this.#modules.registrations.addSdmSubscription({ id, supi, document: data, expiresAt }, now);
    return { id, data };
  }

  async unsubscribe(ueId: string, id: string): Promise<Refusal | undefined> {
    // The id cannot be guessed: who knows it may end it, credential or not.
    const subscriber = await this.#modules.gate.admit(ueId);
    if (isRefusal(subscriber)) return subscriber;
    if (await this.#modules.registrations.removeSdmSubscription(subscriber.supi, id)) return undefined;
    return { refused: "UNKNOWN_SUBSCRIPTION", message: "there is no such subscription" };
  }

  async #readable(ueId: string, request: DataRequest): Promise<Subscriber | Refusal> {
    const subscriber = await this.#modules.gate.admit(ueId);
    if (isRefusal(subscriber)) return subscriber;
    const refusal =
      (await this.#modules.roaming.refusal(subscriber, request.servingPlmn ?? request.requester.plmn)) ??
      (await this.#modules.authorisation.refusalOfReading(subscriber.supi, request));
    return refusal ?? subscriber;
  }
}

function matches(entry: JsonObject, { singleNssai, dnn }: SessionFilter): boolean {
  const slice = entry["singleNssai"] as { readonly sst?: number; readonly sd?: string } | undefined;
  if (singleNssai !== undefined && (slice?.sst !== singleNssai.sst || slice.sd !== singleNssai.sd)) return false;
  return dnn === undefined || Object.hasOwn((entry["dnnConfigurations"] ?? {}) as object, dnn);
}
