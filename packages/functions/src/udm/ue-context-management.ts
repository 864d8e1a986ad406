import type { JsonObject, Log } from "@symbolon/base";
import type { RegistrationStore, Subscriber, SubscriptionStore } from "@symbolon/stores";
import { isRefusal, type Refusal } from "../refusal-cause.ts";
import type { DeregistrationData, DeregistrationNotifier } from "./deregistration-notifier.ts";
import { mergePatch, readRegistration, refuseUnfitRegistration, writeRegistration } from "./registration-record.ts";
import type { RoamingRules } from "./roaming.ts";
import { requesterName, type ServiceRequest } from "./service-request.ts";
import type { SubscriberGate } from "./subscriber-gate.ts";
import type { UserAuthorisation } from "./user-authorisation.ts";

export interface PlmnId {
  readonly mcc: string;
  readonly mnc: string;
}

/** `Amf3GppAccessRegistration` of TS 29.503; members beyond these are kept as they come. */
export interface AmfRegistration {
  readonly amfInstanceId: string;
  readonly deregCallbackUri: string;
  readonly guami: { readonly plmnId: PlmnId; readonly amfId: string };
  readonly ratType: string;
  readonly initialRegistrationInd?: boolean;
}

/** `Amf3GppAccessRegistrationModification`. */
export interface AmfRegistrationPatch {
  readonly guami: AmfRegistration["guami"];
  readonly purgeFlag?: boolean;
}

/** Registrations that are kept by themselves: of SMSFs, and of SMFs per PDU session. */
export type OtherRegistrationKind = "smsf-3gpp-access" | "smsf-non-3gpp-access" | `smf-${number}`;

export interface Registered {
  readonly data: JsonObject;
  readonly created: boolean;
}

export interface UeContextManagementModules {
  readonly gate: SubscriberGate;
  readonly roaming: RoamingRules;
  readonly authorisation: UserAuthorisation;
  readonly subscriptions: SubscriptionStore;
  readonly registrations: RegistrationStore;
  readonly notifier: DeregistrationNotifier;
  readonly log: Log;
}

const AMF_3GPP_ACCESS = "amf-3gpp-access";

const NOT_REGISTERED: Refusal = { refused: "UNKNOWN_CONTEXT", message: "the subscriber is not registered there" };

/** Nudm_UEContextManagement (TS 29.503 clause 5.3): which network functions serve a terminal. */
export class UeContextManagement {
  readonly #modules: UeContextManagementModules;
  readonly #notifications = new Set<Promise<void>>();

  constructor(modules: UeContextManagementModules) {
    this.#modules = modules;
  }

  /** Registers the serving AMF and, when another one served before, tells that one (clause 5.3.2.2.2). */
  async registerAmf(
    ueId: string,
    registration: AmfRegistration,
    request: ServiceRequest,
  ): Promise<Registered | Refusal> {
    const { gate, subscriptions } = this.#modules;
    const subscriber = await gate.admit(ueId);
    if (isRefusal(subscriber)) return subscriber;
    const data = registration as unknown as JsonObject;
    const refusal =
      refuseUnfitRegistration(data) ??
      (await this.#modules.roaming.refusal(subscriber, plmnOf(registration.guami.plmnId))) ??
      refusalOfAccess(await subscriptions.data(subscriber, "AM", plmnOf(registration.guami.plmnId)), registration);
    if (refusal !== undefined) return refusal;
    const registered = await this.#register(subscriber, AMF_3GPP_ACCESS, data, request);
    if (isRefusal(registered)) return registered;
    this.#deregisterOld(registered.before, registration);
    return registered;
  }

  /** Changes the AMF's registration; `purgeFlag` says that the terminal is gone (clauses 5.3.2.4, 5.3.2.5). */
  async modifyAmf(ueId: string, patch: AmfRegistrationPatch, request: ServiceRequest): Promise<JsonObject | Refusal> {
    const subscriber = await this.#modules.gate.admit(ueId);
    if (isRefusal(subscriber)) return subscriber;
    let refused: Refusal | undefined;
    const changed = await this.#modules.registrations.change(subscriber.supi, AMF_3GPP_ACCESS, (before) => {
      refused = refusalOfPatch(before, patch, request);
      if (before === undefined || refused !== undefined) return before;
      const record = readRegistration(before);
      const data = mergePatch(record.data, patch as unknown as JsonObject);
      refused = refuseUnfitRegistration(data);
      if (refused !== undefined) return before;
      // A purged registration stays readable but speaks for no network any more.
      return writeRegistration({ ...record, data, authorised: record.authorised && patch.purgeFlag !== true });
    });
    return refused ?? readRegistration(changed.after as JsonObject).data;
  }

  /** Registers an SMSF or an SMF (clauses 5.3.2.2.4, 5.3.2.2.5). */
  async register(
    ueId: string,
    kind: OtherRegistrationKind,
    data: JsonObject & { readonly plmnId: PlmnId & JsonObject },
    request: ServiceRequest,
  ): Promise<Registered | Refusal> {
    const subscriber = await this.#modules.gate.admit(ueId);
    if (isRefusal(subscriber)) return subscriber;
    const refusal =
      refuseUnfitRegistration(data) ?? (await this.#modules.roaming.refusal(subscriber, plmnOf(data.plmnId)));
    return refusal ?? this.#register(subscriber, kind, data, request);
  }

  async deregister(ueId: string, kind: OtherRegistrationKind, request: ServiceRequest): Promise<Refusal | undefined> {
    const subscriber = await this.#modules.gate.admit(ueId);
    if (isRefusal(subscriber)) return subscriber;
    let refused: Refusal | undefined;
    await this.#modules.registrations.change(subscriber.supi, kind, (before) => {
      refused = refusalOfStranger(before, request);
      return refused === undefined ? undefined : before;
    });
    return refused;
  }

  async registration(
    ueId: string,
    kind: "amf-3gpp-access" | OtherRegistrationKind,
    request: ServiceRequest,
  ): Promise<JsonObject | Refusal> {
    const subscriber = await this.#readable(ueId, request);
    if (isRefusal(subscriber)) return subscriber;
    const document = await this.#modules.registrations.registration(subscriber.supi, kind);
    return document === undefined ? NOT_REGISTERED : readRegistration(document).data;
  }

  /** `RegistrationDataSets` (clause 5.3.2.5.11). @param names `AMF_3GPP`, `SMSF_3GPP`, `SMSF_NON_3GPP`, `SMF_PDU_SESSIONS`; all when left out */
  async registrations(
    ueId: string,
    names: readonly string[] | undefined,
    request: ServiceRequest,
  ): Promise<JsonObject | Refusal> {
    const subscriber = await this.#readable(ueId, request);
    if (isRefusal(subscriber)) return subscriber;
    const wanted = (name: string) => names?.includes(name) ?? true;
    const stored = await this.#modules.registrations.registrations(subscriber.supi);
    const data = new Map(stored.map(({ kind, document }) => [kind, readRegistration(document).data]));
    const sessions = stored
      .filter(({ kind }) => kind.startsWith("smf-"))
      .map(({ kind }) => data.get(kind) as JsonObject);
    const sets: Record<string, JsonObject> = {};
    for (const [name, member, kind] of dataSets) {
      const registration = data.get(kind);
      if (wanted(name) && registration !== undefined) sets[member] = registration;
    }
    if (wanted("SMF_PDU_SESSIONS") && sessions.length > 0) sets["smfRegistration"] = { smfRegistrationList: sessions };
    return Object.keys(sets).length === 0 ? NOT_REGISTERED : sets;
  }

  /** `RoutingInfoSmResponse` for an SMS-GMSC (clause 5.3.2.5.10): where short messages of the subscriber go. */
  async sendRoutingInfoSm(ueId: string): Promise<JsonObject | Refusal> {
    // Messages carry no credential: the sender does not know the user (and learns a serving node, no data).
    const subscriber = await this.#modules.gate.admit(ueId);
    if (isRefusal(subscriber)) return subscriber;
    const { registrations } = this.#modules;
    const smsf3Gpp = await registrations.registration(subscriber.supi, "smsf-3gpp-access");
    const smsfNon3Gpp = await registrations.registration(subscriber.supi, "smsf-non-3gpp-access");
    if (smsf3Gpp === undefined && smsfNon3Gpp === undefined) {
      return { refused: "UNKNOWN_CONTEXT", message: "no SMSF serves the subscriber at present" };
    }
    return {
      supi: subscriber.supi,
      ...(smsf3Gpp === undefined ? {} : { smsf3Gpp: readRegistration(smsf3Gpp).data }),
      ...(smsfNon3Gpp === undefined ? {} : { smsfNon3Gpp: readRegistration(smsfNon3Gpp).data }),
    };
  }

  /** Takes a subscriber out of service everywhere, before its data are erased. */
  async withdraw(supi: string): Promise<void> {
    const document = await this.#modules.registrations.registration(supi, AMF_3GPP_ACCESS);
    if (document === undefined) return;
    const { deregCallbackUri } = readRegistration(document).data as unknown as AmfRegistration;
    this.#notify(deregCallbackUri, { deregReason: "SUBSCRIPTION_WITHDRAWN", accessType: "3GPP_ACCESS" });
  }

  /** Resolves when no notification is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#notifications);
  }

  async #readable(ueId: string, request: ServiceRequest): Promise<Subscriber | Refusal> {
    const subscriber = await this.#modules.gate.admit(ueId);
    if (isRefusal(subscriber)) return subscriber;
    return (await this.#modules.authorisation.refusalOfReading(subscriber.supi, request)) ?? subscriber;
  }

  async #register(
    { supi }: Subscriber,
    kind: string,
    data: JsonObject,
    request: ServiceRequest,
  ): Promise<(Registered & { readonly before: JsonObject | undefined }) | Refusal> {
    const authorisation = await this.#modules.authorisation.authoriseRegistration(supi, request);
    if (isRefusal(authorisation)) return authorisation;
    const record = writeRegistration({ data, requester: requesterName(request), authorised: authorisation.authorised });
    const { before } = await this.#modules.registrations.change(supi, kind, () => record);
    return { data, created: before === undefined, before };
  }

  #deregisterOld(before: JsonObject | undefined, now: AmfRegistration): void {
    if (before === undefined) return;
    const old = readRegistration(before).data as unknown as AmfRegistration & { readonly purgeFlag?: boolean };
    if (old.amfInstanceId === now.amfInstanceId || old.purgeFlag === true) return;
    const initial = now.initialRegistrationInd === true;
    this.#notify(old.deregCallbackUri, {
      deregReason: initial ? "UE_INITIAL_REGISTRATION" : "UE_REGISTRATION_AREA_CHANGE",
      accessType: "3GPP_ACCESS",
    });
  }

  /** The new network does not wait for the old one. */
  #notify(callbackUri: string, data: DeregistrationData): void {
    const notification = this.#modules.notifier
      .notify(callbackUri, data)
      .catch((error: unknown) => this.#modules.log.warn("udm.deregistration_not_delivered", { callbackUri, error }))
      .finally(() => this.#notifications.delete(notification));
    this.#notifications.add(notification);
  }
}

/** Data set name, member of `RegistrationDataSets`, kind in the store. */
const dataSets: readonly (readonly [string, string, string])[] = [
  ["AMF_3GPP", "amf3Gpp", AMF_3GPP_ACCESS],
  ["SMSF_3GPP", "smsf3Gpp", "smsf-3gpp-access"],
  ["SMSF_NON_3GPP", "smsfNon3Gpp", "smsf-non-3gpp-access"],
];

function plmnOf({ mcc, mnc }: PlmnId): string {
  return mcc + mnc;
}

/** What the access and mobility data forbid (TS 29.503 clause 6.1.6.2.4). */
function refusalOfAccess(data: JsonObject | undefined, { ratType }: AmfRegistration): Refusal | undefined {
  if (data === undefined) {
    return { refused: "NO_5GS_SUBSCRIPTION", message: "the subscription has no access and mobility data" };
  }
  if (includes(data["coreNetworkTypeRestrictions"], "5GC")) {
    return { refused: "NO_5GS_SUBSCRIPTION", message: "the subscription does not allow the 5G core" };
  }
  if (includes(data["ratRestrictions"], ratType)) {
    return { refused: "RAT_NOT_ALLOWED", message: `the subscription does not allow ${ratType}` };
  }
  return undefined;
}

function includes(list: JsonObject[string] | undefined, item: string): boolean {
  return Array.isArray(list) && (list as readonly unknown[]).includes(item);
}

/** Only who registered may change a registration. */
function refusalOfStranger(before: JsonObject | undefined, request: ServiceRequest): Refusal | undefined {
  if (before === undefined) return NOT_REGISTERED;
  if (readRegistration(before).requester === requesterName(request)) return undefined;
  return { refused: "NOT_AUTHORISED", message: "another network function holds this registration" };
}

function refusalOfPatch(
  before: JsonObject | undefined,
  patch: AmfRegistrationPatch,
  request: ServiceRequest,
): Refusal | undefined {
  const stranger = refusalOfStranger(before, request);
  if (stranger !== undefined || before === undefined) return stranger;
  const { guami } = readRegistration(before).data as unknown as AmfRegistration;
  const same = plmnOf(guami.plmnId) === plmnOf(patch.guami.plmnId) && guami.amfId === patch.guami.amfId;
  return same ? undefined : { refused: "INVALID_GUAMI", message: "the GUAMI is not the registered one" };
}
