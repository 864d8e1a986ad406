import { createHash } from "node:crypto";
import { type Clock, fromHex, type JsonObject, type Random, silentLog } from "@symbolon/base";
import { Sidf } from "@symbolon/crypto";
import { type Account, NodeSqliteDialect, openSqlSubscriberStore, type SubscriberStore } from "@symbolon/stores";
import { AuthenticationCentre } from "../src/auc/authentication-centre.ts";
import type { Requester } from "../src/bchf/routing.ts";
import type { Refusal } from "../src/refusal-cause.ts";
import type { CredentialPolicy, CredentialQuestion, HomeCredentials } from "../src/udm/credential-policy.ts";
import type { DeregistrationData } from "../src/udm/deregistration-notifier.ts";
import type { Holding } from "../src/udm/holdings.ts";
import { RoamingRules } from "../src/udm/roaming.ts";
import { SubscriberDataManagement } from "../src/udm/subscriber-data-management.ts";
import { SubscriberGate } from "../src/udm/subscriber-gate.ts";
import { UeAuthentication } from "../src/udm/ue-authentication.ts";
import { UeContextManagement } from "../src/udm/ue-context-management.ts";
import { UserAuthorisation } from "../src/udm/user-authorisation.ts";

export const imsi = "901700000021309";
export const supi = `imsi-${imsi}`;
export const msisdn = "msisdn-883100000021309";

/** Test set of vectors/5g-aka.json, `capture-5gc-1`. */
export const subscriberKeys = {
  k: fromHex("70d49a71dd1a2b806a25abe0ef749f1e"),
  opc: fromHex("6f1bf53d624b3a43af6592854e2444c7"),
} as const;

/** Private key of the home network, TS 33.501 clause C.4.3 (profile A). */
export const homeNetworkKey = {
  id: 1,
  protectionScheme: 1,
  privateKey: fromHex("c53c22208b61860b06c62e5406a7b330c2b577aa5558981510d128247d38bd1d"),
} as const;

export function account(changes: Partial<Account["authentication"]> = {}): Account {
  return {
    authentication: {
      supi,
      method: "5G_AKA",
      algorithm: "milenage",
      ...subscriberKeys,
      amf: fromHex("8000"),
      indBits: 5,
      ...changes,
    },
    gpsis: [msisdn],
    package: "basic",
  };
}

export class ManualClock implements Clock {
  time = Date.UTC(2026, 0, 1);
  now(): number {
    return this.time;
  }
  monotonic(): number {
    return this.time;
  }
}

/** Octets that look random and repeat from run to run. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return {
    bytes(length) {
      const octets: number[] = [];
      while (octets.length < length)
        octets.push(
          ...createHash("sha256")
            .update(`${seed} ${(counter += 1)}`)
            .digest(),
        );
      return Uint8Array.from(octets.slice(0, length));
    },
  };
}

/** A credential is good when it reads `good <nonce>`; nonces are consumed in the real store. */
export class TestCredentials implements HomeCredentials {
  answer: CredentialPolicy = "optional";
  readonly #store: SubscriberStore;

  constructor(store: SubscriberStore) {
    this.#store = store;
  }

  policy(): CredentialPolicy {
    return this.answer;
  }

  async consume({ identifier, credential }: CredentialQuestion): Promise<Refusal | undefined> {
    const [good, nonce = ""] = credential.split(" ");
    if (good !== "good") return { refused: "CREDENTIAL_INVALID", message: "the signature is wrong" };
    if (await this.#store.nonces.consume(identifier, nonce, Number.MAX_SAFE_INTEGER)) return undefined;
    return { refused: "CREDENTIAL_REPLAYED", message: "the credential was used before" };
  }
}

export const amData: JsonObject = {
  subscribedUeAmbr: { uplink: "1 Gbps", downlink: "2 Gbps" },
  nssai: { defaultSingleNssais: [{ sst: 1 }], singleNssais: [{ sst: 1 }, { sst: 2, sd: "00000a" }] },
};

export const smData = [
  { singleNssai: { sst: 1 }, dnnConfigurations: { internet: { pduSessionTypes: { defaultSessionType: "IPV4" } } } },
  { singleNssai: { sst: 2, sd: "00000a" }, dnnConfigurations: { factory: {} } },
];

/** One member's home: a real store in memory behind real functions, with a ledger, clock and network to steer. */
export class TestHome implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly random = seededRandom("home");
  readonly holdings = new Map<string, Holding>();
  readonly notified: { readonly uri: string; readonly data: DeregistrationData }[] = [];
  readonly credentials: TestCredentials;
  readonly authenticationCentre: AuthenticationCentre;
  readonly ueAuthentication: UeAuthentication;
  readonly ueContextManagement: UeContextManagement;
  readonly subscriberDataManagement: SubscriberDataManagement;
  readonly store: SubscriberStore;
  /** What the notifier fails with. */
  notifierFailure: Error | undefined;

  private constructor(store: SubscriberStore) {
    this.store = store;
    this.credentials = new TestCredentials(store);
    const { clock, random, credentials } = this;
    const { subscriptions, registrations } = store;
    const holdings = { holds: (identifier: string) => this.holdings.get(identifier) ?? "elsewhere" };
    const gate = new SubscriberGate({ holdings, subscriptions });
    const roaming = new RoamingRules({ homePlmns: ["90170"], defaultAllowedPlmns: ["26201"] }, { subscriptions });
    const authorisation = new UserAuthorisation({ credentials, registrations });
    this.authenticationCentre = new AuthenticationCentre({}, { store: store.authentication, random, clock });
    const shared = { gate, roaming, authorisation, subscriptions, registrations, clock, random };
    const sidf = new Sidf([homeNetworkKey]);
    this.ueAuthentication = new UeAuthentication({ ...shared, sidf, authenticationCentre: this.authenticationCentre });
    const notify = (uri: string, data: DeregistrationData) => {
      this.notified.push({ uri, data });
      return this.notifierFailure === undefined ? Promise.resolve() : Promise.reject(this.notifierFailure);
    };
    this.ueContextManagement = new UeContextManagement({ ...shared, notifier: { notify }, log: silentLog });
    this.subscriberDataManagement = new SubscriberDataManagement(shared);
  }

  static async open(accounts: readonly Account[] = [account()]): Promise<TestHome> {
    const store = await openSqlSubscriberStore(
      {
        dialect: new NodeSqliteDialect({ path: ":memory:" }),
        storeKeys: { current: { id: "test", key: new Uint8Array(32).fill(7) } },
      },
      { random: seededRandom("store") },
    );
    const home = new TestHome(store);
    await store.accounts.beginOrder({ id: "test", digest: "", total: accounts.length });
    await store.accounts.openBatch("test", 0, accounts, 0);
    for (const { authentication, gpsis } of accounts) {
      for (const identifier of [authentication.supi, ...gpsis]) home.holdings.set(identifier, "held");
    }
    await store.subscriptions.setData({ package: "basic" }, "AM", amData);
    await store.subscriptions.setData({ package: "basic" }, "SM", { smData });
    return home;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ueContextManagement.idle();
    await this.store[Symbol.asyncDispose]();
  }
}

export function requestOf(requester: Requester = {}, credential?: string) {
  return { requester, ...(credential === undefined ? {} : { credential }) };
}
