import { type Clock, type JsonObject, plmnOfDomain, type Random, toHex } from "@symbolon/base";
import type { Sidf } from "@symbolon/crypto";
import type { RegistrationStore } from "@symbolon/stores";
import type { AuthenticationCentre, Resynchronisation } from "../auc/authentication-centre.ts";
import type { FiveGsVector } from "../auc/authentication-vector.ts";
import { isRefusal, type Refusal } from "../refusal-cause.ts";
import { refuseUnfitRegistration } from "./registration-record.ts";
import { resolveSubscriptionId } from "./resolve-subscription-id.ts";
import type { RoamingRules } from "./roaming.ts";
import type { SubscriberGate } from "./subscriber-gate.ts";

/** `AuthenticationInfoRequest` of TS 29.503 clause 6.3.6.2.2. */
export interface AuthenticationInfoRequest {
  readonly servingNetworkName: string;
  readonly ausfInstanceId: string;
  readonly resynchronizationInfo?: Resynchronisation;
}

/** `AuthenticationInfoResult`. */
export interface AuthenticationInfo {
  readonly supi: string;
  readonly vector: FiveGsVector;
}

/** `AuthEvent` of TS 29.503 clause 6.3.6.2.7, as far as the home uses it. */
export interface AuthEventData extends JsonObject {
  readonly nfInstanceId: string;
  readonly success: boolean;
  readonly timeStamp: string;
  readonly authType: string;
  readonly servingNetworkName: string;
}

export interface UeAuthenticationModules {
  readonly gate: SubscriberGate;
  readonly roaming: RoamingRules;
  readonly sidf: Sidf;
  readonly authenticationCentre: AuthenticationCentre;
  readonly registrations: RegistrationStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** TS 24.501 clause 9.12.1, with the NID of a stand-alone non-public network. */
const SERVING_NETWORK_NAME = /^5G:mnc[0-9]{3}\.mcc[0-9]{3}\.3gppnetwork\.org(?::[0-9A-Fa-f]{11})?$/;

const EVENT_ID_LENGTH = 16;

/** Nudm_UEAuthentication (TS 29.503 clause 5.4). */
export class UeAuthentication {
  readonly #modules: UeAuthenticationModules;

  constructor(modules: UeAuthenticationModules) {
    this.#modules = modules;
  }

  /** GenerateAuthData: reveals the SUPI, resynchronises when asked to, and makes a vector. */
  async generateAuthData(
    supiOrSuci: string,
    { servingNetworkName, resynchronizationInfo }: AuthenticationInfoRequest,
  ): Promise<AuthenticationInfo | Refusal> {
    const identifier = resolveSubscriptionId(supiOrSuci, this.#modules.sidf);
    if (typeof identifier !== "string") return identifier;
    const subscriber = await this.#modules.gate.admit(identifier);
    if (isRefusal(subscriber)) return subscriber;
    const roaming = await this.#modules.roaming.refusal(subscriber, servingPlmn(servingNetworkName));
    if (!SERVING_NETWORK_NAME.test(servingNetworkName) || roaming !== undefined) {
      return {
        refused: "SERVING_NETWORK_NOT_AUTHORISED",
        message: roaming?.message ?? "the serving network name is not in the form of TS 24.501",
      };
    }
    const { supi } = subscriber;
    if (resynchronizationInfo !== undefined) {
      const refusal = await this.#modules.authenticationCentre.resynchronise(supi, resynchronizationInfo);
      if (refusal !== undefined) return refusal;
    }
    const vector = await this.#modules.authenticationCentre.fiveGsVector(supi, servingNetworkName);
    return isRefusal(vector) ? vector : { supi, vector };
  }

  /** ResultConfirmation. @returns the id of the event */
  async confirm(supi: string, event: AuthEventData): Promise<{ readonly id: string } | Refusal> {
    const subscriber = await this.#modules.gate.admit(supi);
    if (isRefusal(subscriber)) return subscriber;
    const tooLarge = refuseUnfitRegistration(event);
    if (tooLarge !== undefined) return tooLarge;
    const id = toHex(this.#modules.random.bytes(EVENT_ID_LENGTH));
    const createdAt = this.#modules.clock.now();
    await this.#modules.registrations.addAuthEvent({ id, supi: subscriber.supi, document: event, createdAt });
    return { id };
  }

  /** Deletes a result, when the authentication is void. */
  async revoke(supi: string, id: string): Promise<Refusal | undefined> {
    const subscriber = await this.#modules.gate.admit(supi);
    if (isRefusal(subscriber)) return subscriber;
    if (await this.#modules.registrations.removeAuthEvent(subscriber.supi, id)) return undefined;
    return { refused: "UNKNOWN_DATA", message: "there is no such event" };
  }
}

/** MCC and MNC digits of a serving network name; undefined when it names none. */
function servingPlmn(servingNetworkName: string): string | undefined {
  // A stand-alone non-public network adds its NID behind a colon.
  const plmn = plmnOfDomain(servingNetworkName.replace(/:[0-9A-Fa-f]{11}$/, ""));
  return plmn === undefined ? undefined : plmn.mcc + plmn.mnc;
}
