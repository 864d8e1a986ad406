import type { Clock, Log, Random } from "@symbolon/base";
import { parsePlmn } from "@symbolon/base";
import { Sidf } from "@symbolon/crypto";
import { AuthenticationCentre } from "@symbolon/functions/auc";
import { AuthenticationServer } from "@symbolon/functions/ausf";
import { LedgerHomeCredentials, type LedgerHomeCredentialsOptions } from "@symbolon/functions/credential";
import {
  type DeregistrationNotifier,
  RoamingRules,
  SubscriberDataManagement,
  SubscriberGate,
  UeAuthentication,
  UeContextManagement,
  UserAuthorisation,
} from "@symbolon/functions/udm";
import type { StateReader } from "@symbolon/state";
import { NodeSqliteDialect, openSqlSubscriberStore, type StoreKey, type SubscriberStore } from "@symbolon/stores";
import type { MemberConfig } from "../config/member-config.ts";
import { basicPackage } from "./basic-package.ts";
import { homeNetworkKeys } from "./home-network-keys.ts";
import { LedgerHoldings } from "./ledger-holdings.ts";

export interface OpenSubscribersModules {
  readonly state: StateReader;
  readonly storeKey: StoreKey;
  /** Who askers of the SBI without TLS count as, for credentials. */
  readonly credentials: LedgerHomeCredentialsOptions;
  readonly notifier: DeregistrationNotifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** The home's functions around one subscriber store. */
export interface HomeFunctions extends AsyncDisposable {
  readonly store: SubscriberStore;
  readonly ueAuthentication: UeAuthentication;
  readonly ueContextManagement: UeContextManagement;
  readonly subscriberDataManagement: SubscriberDataManagement;
  readonly ausf: AuthenticationServer;
}

type SubscriberConfig = NonNullable<MemberConfig["subscribers"]>;

/** Opens the subscriber store and puts AuC, UDM and AUSF around it. */
export async function openSubscribers(
  memberId: string,
  config: SubscriberConfig,
  modules: OpenSubscribersModules,
): Promise<HomeFunctions> {
  const { storeKey, random } = modules;
  const dialect = new NodeSqliteDialect({ path: config.database });
  const store = await openSqlSubscriberStore({ dialect, storeKeys: { current: storeKey } }, { random });
  await installBasicPackage(store);
  return homeFunctions(memberId, config, store, modules);
}

/** Data of the package that accounts are opened with, where nobody has written it yet. */
async function installBasicPackage({ subscriptions }: SubscriberStore): Promise<void> {
  const anybody = { supi: "", status: "active", package: basicPackage.name, gpsis: [] } as const;
  for (const [kind, document] of Object.entries(basicPackage.data)) {
    const dataKind = kind as keyof typeof basicPackage.data;
    if ((await subscriptions.data(anybody, dataKind)) !== undefined) continue;
    await subscriptions.setData({ package: basicPackage.name }, dataKind, document);
  }
}

function homeFunctions(
  memberId: string,
  config: SubscriberConfig,
  store: SubscriberStore,
  modules: OpenSubscribersModules,
): HomeFunctions {
  const { state, clock, random, log, notifier, storeKey } = modules;
  const { subscriptions, registrations, authentication, nonces } = store;
  const gate = new SubscriberGate({ holdings: new LedgerHoldings({ memberId }, modules), subscriptions });
  const credentials = new LedgerHomeCredentials(modules.credentials, { state, nonces, clock });
  const shared = {
    gate,
    roaming: new RoamingRules(roamingOptions(config), { subscriptions }),
    authorisation: new UserAuthorisation({ credentials, registrations }),
    subscriptions,
    registrations,
    clock,
    random,
  };
  const authenticationCentre = new AuthenticationCentre({}, { store: authentication, random, clock });
  const sidf = new Sidf(homeNetworkKeys(config.homeNetworkKeys, storeKey));
  const ueAuthentication = new UeAuthentication({ ...shared, sidf, authenticationCentre });
  const ueContextManagement = new UeContextManagement({ ...shared, notifier, log });
  const servingNetworks = { entitled: (name: string) => isEntitled(name, config) };
  const ausf = new AuthenticationServer(
    { nfInstanceId: `ausf.${memberId}` },
    { udm: ueAuthentication, servingNetworks, clock, random, log },
  );
  return {
    store,
    ueAuthentication,
    ueContextManagement,
    subscriberDataManagement: new SubscriberDataManagement(shared),
    ausf,
    async [Symbol.asyncDispose]() {
      await ausf.idle();
      await ueContextManagement.idle();
      await store[Symbol.asyncDispose]();
    },
  };
}

function roamingOptions({ plmn, roaming }: SubscriberConfig) {
  return { homePlmns: [plmn], defaultAllowedPlmns: roaming.length === 0 ? ("*" as const) : roaming };
}

const SERVING_NETWORK_NAME = /^5G:mnc([0-9]{3})\.mcc([0-9]{3})\.3gppnetwork\.org$/;

/** Serving network names (TS 24.501 clause 9.12.1) of the home and of the PLMNs that roaming is agreed with; of any where none are listed. */
function isEntitled(name: string, { plmn, roaming }: SubscriberConfig): boolean {
  const match = SERVING_NETWORK_NAME.exec(name);
  if (match === null) return false;
  if (roaming.length === 0) return true;
  return [plmn, ...roaming].some((known) => {
    const { mcc, mnc } = parsePlmn(known);
    return mcc === match[2] && mnc.padStart(3, "0") === match[1];
  });
}
