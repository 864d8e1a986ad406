import { type Clock, type Plmn, type Suci, type Supi, formatSuci, formatSupi, supiOfNullScheme } from "@symbolon/base";
import { deriveKamf, equalSecrets } from "@symbolon/crypto";
import { type Terminal, fiveGmmCauses } from "@symbolon/terminal";
import { AmfCallback, type AmfCallbackOptions, type DeregistrationNotification } from "./amf-callback.ts";
import { ABBA, type Authenticated, type RefusedAuthentication, authenticate } from "./authentication.ts";
import { type Rejection, type RejectionPolicy, isRejection, reject, rejectionOf } from "./rejection.ts";
import { credentialHeaders, heightOf, homeUdmOf, queryRouting, serviceUrl } from "./routing-query.ts";
import { type SbiAnswer, SbiClient, type SbiClientOptions, describeAnswer, isSuccess } from "./sbi-client.ts";
import { Trace, type TraceStep } from "./trace.ts";

export interface VisitedNetworkOptions extends RejectionPolicy {
  readonly plmn: Plmn;
  /** UUID of the AMF. */
  readonly amfInstanceId: string;
  /** AMF identifier of the GUAMI: 6 hexadecimal digits. */
  readonly amfId: string;
  /** Address of the BCHF that is asked. */
  readonly bchf: string;
  /** apiRoot of this network's own AUSF and UDM, tried before the BCHF is asked. */
  readonly localUdm?: string;
  /** Name in this network's TLS certificate, which users' credentials are made out to; absent: no credential is asked for. */
  readonly tlsIdentity?: string;
  readonly client?: SbiClientOptions;
  readonly callback?: AmfCallbackOptions;
}

export interface VisitedNetworkModules {
  readonly clock: Clock;
  /** Called as each step ends. */
  readonly observe?: (step: TraceStep) => void;
}

/** Subscription data that the AMF fetched (Nudm_SDM), by the name of the data set; a home may have none but access and mobility data. */
export interface SubscriptionData {
  readonly "am-data": object;
  readonly "smf-select-data"?: object;
  readonly nssai?: object;
}

export interface Acceptance {
  readonly accepted: true;
  readonly supi: Supi;
  /** apiRoot of the UDM that serves the subscriber. */
  readonly udm: string;
  readonly kamf: Uint8Array;
  readonly data: SubscriptionData;
}

export type RegistrationOutcome = (Acceptance | Rejection) & { readonly trace: readonly TraceStep[] };

const AM_DATA = "am-data";
const DATA_SETS = [AM_DATA, "smf-select-data", "nssai"] as const;
const QUERY = "Nbchf_Routing_Query";
const REGISTER = "Nudm_UECM_Registration";

/** The visited network's AMF with its SEAF: registers terminals of other networks over public interfaces only. */
export class VisitedNetwork implements AsyncDisposable {
  readonly #options: VisitedNetworkOptions;
  readonly #modules: VisitedNetworkModules;
  readonly #client: SbiClient;
  readonly #callback: AmfCallback;
  readonly #served = new Map<string, Acceptance>();

  private constructor(
    options: VisitedNetworkOptions,
    modules: VisitedNetworkModules,
    client: SbiClient,
    callback: AmfCallback,
  ) {
    this.#options = options;
    this.#modules = modules;
    this.#client = client;
    this.#callback = callback;
  }

  /** Starts the AMF: opens its callback address. */
  static async start(options: VisitedNetworkOptions, modules: VisitedNetworkModules): Promise<VisitedNetwork> {
    const served: { network?: VisitedNetwork } = {};
    const callback = await AmfCallback.listen(options.callback ?? {}, (notification) => {
      if (served.network !== undefined) served.network.#deregister(notification);
    });
    const network = new VisitedNetwork(options, modules, new SbiClient(options.client), callback);
    served.network = network;
    return network;
  }

  /** Contexts of the terminals that are registered here, by SUPI. */
  get served(): ReadonlyMap<string, Acceptance> {
    return this.#served;
  }

  /** Registration of a terminal (TS 23.502 clause 4.2.2.2.2). Never rejects: an unreachable peer makes a {@link Rejection}. */
  async register(terminal: Terminal): Promise<RegistrationOutcome> {
    const trace = new Trace(this.#modules.clock, this.#modules.observe ?? (() => undefined));
    const suci = await trace.record({
      operation: "Registration Request",
      from: "UE",
      to: "AMF",
      perform: () => terminal.registrationIdentity(),
      describe: (identity) => (identity.protectionScheme === 0 ? formatSuci(identity) : "concealed identity"),
    });
    const outcome = await this.#serve(terminal, suci, trace);
    await trace.record({
      operation: outcome.accepted ? "Registration Accept" : "Registration Reject",
      from: "AMF",
      to: "UE",
      perform: () => outcome,
      describe: (result) => (result.accepted ? formatSupi(result.supi) : `5GMM cause ${result.cause}`),
    });
    if (outcome.accepted) this.#served.set(formatSupi(outcome.supi), outcome);
    return { ...outcome, trace: trace.steps };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#callback[Symbol.asyncDispose]();
    await this.#client[Symbol.asyncDispose]();
  }

  async #serve(terminal: Terminal, suci: Suci, trace: Trace): Promise<Acceptance | Rejection> {
    const { localUdm, tlsIdentity } = this.#options;
    if (localUdm !== undefined) {
      const local = await this.#authenticateAt(localUdm, "local AUSF", terminal, suci, trace);
      if (!mayLiveElsewhere(local))
        return this.#complete(terminal, local, { udm: localUdm, credential: undefined, place: "local UDM", trace });
    }
    const credential = tlsIdentity === undefined ? undefined : await terminal.credential(tlsIdentity);
    const udm = await this.#findHome(suci, credential, trace);
    if (typeof udm !== "string") return udm;
    const authenticated = await this.#authenticateAt(udm, "home AUSF", terminal, suci, trace);
    return this.#complete(terminal, authenticated, { udm, credential, place: "home UDM", trace });
  }

  async #findHome(suci: Suci, credential: string | undefined, trace: Trace): Promise<string | Rejection> {
    const { bchf, plmn: servingNetwork } = this.#options;
    const supi = supiOfNullScheme(suci);
    const identifier = supi === undefined ? formatSuci(suci) : formatSupi(supi);
    const answer = await trace.record({
      operation: QUERY,
      from: "AMF",
      to: "BCHF",
      perform: () => queryRouting(this.#client, { bchf, identifier, servingNetwork, credential }),
      describe: (given) => `${describeAnswer(given)} ${homeUdmOf(given) ?? ""}`.trimEnd(),
      height: heightOf,
    });
    if (!isSuccess(answer)) return rejectionOf(QUERY, answer, this.#options);
    return homeUdmOf(answer) ?? reject(fiveGmmCauses.fiveGsServicesNotAllowed, `${QUERY}: the answer names no UDM`);
  }

  #authenticateAt(
    ausf: string,
    place: string,
    terminal: Terminal,
    suci: Suci,
    trace: Trace,
  ): Promise<Authenticated | RefusedAuthentication> {
    const { plmn: servingNetwork } = this.#options;
    return authenticate(
      { client: this.#client, trace, terminal, servingNetwork, ausf, place, policy: this.#options },
      suci,
    );
  }

  /** From K_SEAF to subscription data. */
  async #complete(
    terminal: Terminal,
    authenticated: Authenticated | Rejection,
    home: Home,
  ): Promise<Acceptance | Rejection> {
    if (isRejection(authenticated)) return authenticated;
    const { supi, kseaf } = authenticated;
    const kamf = deriveKamf(kseaf, supi, ABBA);
    const isSame = await home.trace.record({
      operation: "Security Mode Command",
      from: "AMF",
      to: "UE",
      perform: () => terminal.kamf !== undefined && equalSecrets(terminal.kamf, kamf),
      describe: (same) => (same ? "Security Mode Complete" : "Security Mode Reject"),
    });
    if (!isSame) return reject(fiveGmmCauses.securityModeRejected, "K_AMF of terminal and network differ");
    const registered = await this.#registerAtHome(formatSupi(supi), home);
    if (!isSuccess(registered)) return rejectionOf(REGISTER, registered, this.#options);
    const data = await this.#fetchData(formatSupi(supi), home);
    return isRejection(data) ? data : { accepted: true, supi, udm: home.udm, kamf, data };
  }

  #registerAtHome(supi: string, { udm, credential, place, trace }: Home): Promise<SbiAnswer> {
    const { amfInstanceId, amfId, plmn } = this.#options;
    const body = {
      amfInstanceId,
      deregCallbackUri: this.#callback.uriOf(supi),
      guami: { plmnId: { ...plmn }, amfId },
      ratType: "NR",
      initialRegistrationInd: true,
    };
    const url = serviceUrl(udm, `/nudm-uecm/v1/${encodeURIComponent(supi)}/registrations/amf-3gpp-access`);
    return trace.record({
      operation: REGISTER,
      from: "AMF",
      to: place,
      perform: () => this.#client.request({ method: "PUT", url, body, headers: credentialHeaders(credential) }),
      describe: describeAnswer,
    });
  }

  async #fetchData(supi: string, { udm, place, trace }: Home): Promise<SubscriptionData | Rejection> {
    const data: Partial<Record<keyof SubscriptionData, object>> = {};
    for (const name of DATA_SETS) {
      const url = serviceUrl(udm, `/nudm-sdm/v2/${encodeURIComponent(supi)}/${name}`);
      url.searchParams.set("plmn-id", JSON.stringify(this.#options.plmn));
      const operation = `Nudm_SDM_Get (${name})`;
      const answer = await trace.record({
        operation,
        from: "AMF",
        to: place,
        perform: () => this.#client.request({ method: "GET", url }),
        describe: describeAnswer,
      });
      const isLeftOut = name !== AM_DATA && answer.cause === "DATA_NOT_FOUND";
      if (!isSuccess(answer) && !isLeftOut) return rejectionOf(operation, answer, this.#options);
      if (!isLeftOut) data[name] = answer.body;
    }
    return data as SubscriptionData;
  }

  #deregister({ supi, deregReason }: DeregistrationNotification): void {
    const wasServed = this.#served.delete(supi);
    this.#modules.observe?.({
      operation: "Nudm_UECM_DeregistrationNotification",
      from: "home UDM",
      to: "AMF",
      answer: `204 ${wasServed ? "" : "not served: "}${deregReason}`,
      milliseconds: 0,
    });
  }
}

/** Where a registration is completed. */
interface Home {
  readonly udm: string;
  readonly credential: string | undefined;
  readonly place: string;
  readonly trace: Trace;
}

/** Causes by which a home says that a SUCI was not concealed with a key of its own (TS 29.503 table 6.3.3.2.4.2.2-1). */
const CONCEALED_FOR_ANOTHER: ReadonlySet<string | undefined> = new Set([
  "INVALID_SCHEME_OUTPUT",
  "INVALID_HN_PUBLIC_KEY_IDENTIFIER",
]);

/** The local AUSF does not know the subscriber, cannot read the identity, or is not there: the ledger may know who does. */
function mayLiveElsewhere(outcome: Authenticated | RefusedAuthentication): boolean {
  const answer = "answer" in outcome ? outcome.answer : undefined;
  if (answer === undefined) return false;
  return answer.status === 404 || answer.status >= 500 || CONCEALED_FOR_ANOTHER.has(answer.cause);
}
