import type { Clock, Log, Random } from "@symbolon/base";
import { deriveHresStar, deriveKseaf, equalSecrets } from "@symbolon/crypto";
import type { Resynchronisation } from "../auc/authentication-centre.ts";
import type { HomeEnvironmentVector } from "../auc/authentication-vector.ts";
import type { Requester } from "../bchf/routing.ts";
import { isRefusal, type Refusal } from "../refusal-cause.ts";
import { AuthenticationContexts } from "./authentication-contexts.ts";
import type { AuthenticationDataSource } from "./authentication-data-source.ts";
import { challenge, eapResult, kausfOf } from "./eap-aka-prime.ts";
import { advanceEapSession, type EapSession } from "./eap-session.ts";
import type { ServingNetworks } from "./serving-networks.ts";

/** `AuthenticationInfo` of TS 29.509 clause 6.1.6.2.2. */
export interface AuthenticationRequest {
  readonly supiOrSuci: string;
  readonly servingNetworkName: string;
  readonly resynchronizationInfo?: Resynchronisation;
}

/** `UEAuthenticationCtx`: what the SEAF gets before the terminal has answered. No K_SEAF, and no SUPI. */
export type AuthenticationStart = { readonly contextId: string; readonly servingNetworkName: string } & (
  | {
      readonly authType: "5G_AKA";
      readonly rand: Uint8Array;
      readonly autn: Uint8Array;
      readonly hxresStar: Uint8Array;
    }
  | { readonly authType: "EAP_AKA_PRIME"; readonly eapPayload: Uint8Array }
);

/** Given only once the terminal has proved itself. */
export interface AuthenticationSuccess {
  readonly authResult: "AUTHENTICATION_SUCCESS";
  readonly supi: string;
  /** 32 octets. */
  readonly kseaf: Uint8Array;
}

export type ConfirmationResult = AuthenticationSuccess | { readonly authResult: "AUTHENTICATION_FAILURE" };

export type EapSessionResult = { readonly eapPayload: Uint8Array } & (
  | AuthenticationSuccess
  | { readonly authResult: "AUTHENTICATION_FAILURE" | "AUTHENTICATION_ONGOING" }
);

export interface AuthenticationServerOptions {
  /** NF instance id of this AUSF: a UUID. */
  readonly nfInstanceId: string;
  /** Authentications that may be under way; {@link MAX_AUTHENTICATION_CONTEXTS} unless said otherwise. */
  readonly capacity?: number;
}

export interface AuthenticationServerModules {
  readonly udm: AuthenticationDataSource;
  readonly servingNetworks: ServingNetworks;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What both methods keep between two requests. */
export interface AuthenticationContext {
  readonly supi: string;
  readonly servingNetworkName: string;
  /** TLS name of the SEAF: no other may go on with it. */
  readonly requester: string;
  readonly method: HomeEnvironmentVector | EapSession;
}

const NO_CONTEXT: Refusal = {
  refused: "UNKNOWN_CONTEXT",
  message: "there is no such authentication, or it has ended or expired",
};

/** Nausf_UEAuthentication (TS 29.509 clause 5.2). */
export class AuthenticationServer {
  readonly #nfInstanceId: string;
  readonly #modules: AuthenticationServerModules;
  readonly #contexts: AuthenticationContexts<AuthenticationContext>;
  readonly #reports = new Set<Promise<void>>();

  constructor(options: AuthenticationServerOptions, modules: AuthenticationServerModules) {
    this.#nfInstanceId = options.nfInstanceId;
    this.#modules = modules;
    this.#contexts = new AuthenticationContexts(options, modules);
  }

  /** Starts an authentication, or starts it again with the terminal's SQN. */
  async authenticate(request: AuthenticationRequest, requester: Requester): Promise<AuthenticationStart | Refusal> {
    const { supiOrSuci, servingNetworkName, resynchronizationInfo } = request;
    if (!this.#modules.servingNetworks.entitled(servingNetworkName, requester)) {
      return {
        refused: "SERVING_NETWORK_NOT_AUTHORISED",
        message: `the requester may not use the serving network name ${servingNetworkName}`,
      };
    }
    if (this.#contexts.isFull()) return { refused: "OVERLOADED", message: "too many authentications are under way" };
    const info = await this.#modules.udm.generateAuthData(supiOrSuci, {
      servingNetworkName,
      ausfInstanceId: this.#nfInstanceId,
      ...(resynchronizationInfo === undefined ? {} : { resynchronizationInfo }),
    });
    if (isRefusal(info)) return info;
    const { supi, vector } = info;
    const shared = { supi, servingNetworkName, requester: requester.tlsIdentity ?? "" };
    if (vector.type === "5G_AKA") {
      const contextId = this.#contexts.add({ ...shared, method: vector });
      const { rand, autn, xresStar } = vector;
      const hxresStar = deriveHresStar(rand, xresStar);
      return { contextId, servingNetworkName, authType: "5G_AKA", rand, autn, hxresStar };
    }
    const [identifier = 0] = this.#modules.random.bytes(1);
    const exchange = challenge(vector, supi, servingNetworkName, identifier);
    const contextId = this.#contexts.add({ ...shared, method: { state: "challenged", exchange, rounds: 1 } });
    return { contextId, servingNetworkName, authType: "EAP_AKA_PRIME", eapPayload: exchange.request };
  }

  /**
   * Checks RES* (TS 33.501 clause 6.1.3.2). Each context takes one answer: a wrong one ends it.
   * @param resStar 16 octets; undefined when the SEAF reports a failure of the terminal
   */
  confirm5gAka(contextId: string, resStar: Uint8Array | undefined, requester: Requester): ConfirmationResult | Refusal {
    const context = this.#take(contextId, "5G_AKA", requester);
    if (context === undefined) return NO_CONTEXT;
    const { xresStar, kausf } = context.method as HomeEnvironmentVector;
    const success = resStar !== undefined && equalSecrets(resStar, xresStar);
    this.#report(context, "5G_AKA", success);
    return success ? succeed(context, kausf) : { authResult: "AUTHENTICATION_FAILURE" };
  }

  /** Passes an EAP response on to the exchange (TS 33.501 clause 6.1.3.1). */
  async continueEap(
    contextId: string,
    eapPayload: Uint8Array,
    requester: Requester,
  ): Promise<EapSessionResult | Refusal> {
    const context = this.#take(contextId, "EAP_AKA_PRIME", requester);
    if (context === undefined) return NO_CONTEXT;
    const session = context.method as EapSession;
    const step = await advanceEapSession(session, eapPayload, {
      renew: (resynchronizationInfo) => this.#renew(context, session, resynchronizationInfo),
    });
    if (step.outcome === "ongoing") {
      this.#contexts.putBack(contextId, { ...context, method: step.session });
      return { eapPayload: step.eapPayload, authResult: "AUTHENTICATION_ONGOING" };
    }
    const success = step.outcome === "success";
    this.#report(context, "EAP_AKA_PRIME", success);
    const result = { eapPayload: eapResult(step.outcome, session.exchange.identifier) };
    if (!success) return { ...result, authResult: "AUTHENTICATION_FAILURE" };
    return { ...result, ...succeed(context, kausfOf(session.exchange)) };
  }

  /** Forgets an authentication that the SEAF gave up. */
  release(contextId: string, requester: Requester): Refusal | undefined {
    const context = this.#take(contextId, "5G_AKA", requester) ?? this.#take(contextId, "EAP_AKA_PRIME", requester);
    return context === undefined ? NO_CONTEXT : undefined;
  }

  /** Resolves when every result was reported to the UDM. */
  async idle(): Promise<void> {
    await Promise.all(this.#reports);
  }

  /** A new challenge behind the terminal's SQN. */
  async #renew(
    { supi, servingNetworkName }: AuthenticationContext,
    { exchange }: EapSession,
    resynchronizationInfo: Resynchronisation,
  ): Promise<EapSession["exchange"] | Refusal> {
    const ausfInstanceId = this.#nfInstanceId;
    const request = { servingNetworkName, ausfInstanceId, resynchronizationInfo };
    const info = await this.#modules.udm.generateAuthData(supi, request);
    if (isRefusal(info)) return info;
    if (info.vector.type !== "EAP_AKA_PRIME") {
      return { refused: "AUTHENTICATION_REJECTED", message: "the subscription's method changed on the way" };
    }
    return challenge(info.vector, supi, servingNetworkName, (exchange.identifier + 1) % 256);
  }

  #take(id: string, type: "5G_AKA" | "EAP_AKA_PRIME", requester: Requester): AuthenticationContext | undefined {
    const context = this.#contexts.take(id);
    if (context === undefined) return undefined;
    const isEap = "exchange" in context.method;
    if (isEap === (type === "EAP_AKA_PRIME") && context.requester === (requester.tlsIdentity ?? "")) return context;
    this.#contexts.putBack(id, context);
    return undefined;
  }

  /** The terminal does not wait for the UDM to note the result (TS 33.501 clause 6.1.4.1a). */
  #report({ supi, servingNetworkName }: AuthenticationContext, authType: string, success: boolean): void {
    const timeStamp = new Date(this.#modules.clock.now()).toISOString();
    const event = { nfInstanceId: this.#nfInstanceId, success, timeStamp, authType, servingNetworkName };
    const report = this.#modules.udm
      .confirm(supi, event)
      .then((outcome) => {
        if (isRefusal(outcome)) this.#modules.log.warn("ausf.result_not_noted", { refused: outcome.refused });
      })
      .catch((error: unknown) => this.#modules.log.warn("ausf.result_not_noted", { error }))
      .finally(() => this.#reports.delete(report));
    this.#reports.add(report);
  }
}

function succeed({ supi, servingNetworkName }: AuthenticationContext, kausf: Uint8Array): AuthenticationSuccess {
  return { authResult: "AUTHENTICATION_SUCCESS", supi, kseaf: deriveKseaf(kausf, servingNetworkName) };
}
