import { join } from "node:path";
import type { TlsIdentity, TrustSource } from "@symbolon/crypto";
import type { HttpPlugin } from "@symbolon/faces/http";
import {
  HttpDeregistrationNotifier,
  nausfAuthPlugin,
  nudmSdmPlugin,
  nudmUeauPlugin,
  nudmUecmPlugin,
  SbiClient,
} from "@symbolon/faces/sbi";
import type { LedgerHomeCredentialsOptions } from "@symbolon/functions/credential";
import type { StateReader } from "@symbolon/state";
import type { MemberConfig } from "../config/member-config.ts";
import { BackgroundAccountOpening } from "./account-opening.ts";
import { CallbackPolicy } from "./callback-policy.ts";
import { NoncePurge } from "./nonce-purge.ts";
import type { MemberNodeModules } from "./member-node-modules.ts";
import type { NodeKeys } from "./open-keys.ts";
import { type HomeFunctions, openSubscribers } from "./open-subscribers.ts";
import type { MemberTransactionSubmitter } from "./transaction-submitter.ts";

export interface OpenHomeModules extends MemberNodeModules {
  readonly keys: NodeKeys;
  readonly state: StateReader;
  /** Who askers of the SBI without TLS count as, for credentials. */
  readonly credentials: LedgerHomeCredentialsOptions;
  readonly identity: TlsIdentity;
  readonly trust: TrustSource;
  readonly submitter: MemberTransactionSubmitter;
}

/** The home data management of a member: its functions, their routes, and the opening of accounts. */
export interface OpenHome extends AsyncDisposable {
  readonly functions: HomeFunctions;
  readonly accountOpening: BackgroundAccountOpening;
  /** Routes of Nudm and Nausf. @param apiRoot scheme, host and port that consumers reach them at */
  readonly sbiPlugins: (apiRoot: string) => readonly HttpPlugin[];
}

/** @returns undefined for a member that keeps no subscribers */
export async function openHome(config: MemberConfig, modules: OpenHomeModules): Promise<OpenHome | undefined> {
  if (config.subscribers === undefined) return undefined;
  await using opening = new AsyncDisposableStack();
  const callbacks = new CallbackPolicy({ hosts: config.subscribers.callbackHosts }, modules);
  const client = opening.use(new SbiClient({ tls: (host) => callbacks.tlsOptions(host) }));
  const storeKey = await modules.keys.subscriberStoreKey();
  const notifier = new HttpDeregistrationNotifier({ mayCall: (uri) => callbacks.mayCall(uri) }, { client });
  const functions = opening.use(
    await openSubscribers(config.member, config.subscribers, { ...modules, storeKey, notifier }),
  );
  const { knownKeys } = modules;
  const accountOptions = {
    cardDirectory: join(config.directory, "cards"),
    ...(knownKeys === undefined ? {} : { knownKeys }),
  };
  const accountOpening = opening.use(
    new BackgroundAccountOpening(accountOptions, { ...modules, accounts: functions.store.accounts }),
  );
  opening.use(new NoncePurge(modules, functions.store.nonces));
  const resources = opening.move();
  return {
    functions,
    accountOpening,
    sbiPlugins: (apiRoot) => sbiPlugins(apiRoot, functions),
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

function sbiPlugins(apiRoot: string, functions: HomeFunctions): readonly HttpPlugin[] {
  const options = { apiRoot };
  return [
    nudmUeauPlugin(options, functions.ueAuthentication),
    nudmUecmPlugin(options, functions.ueContextManagement),
    nudmSdmPlugin(options, functions.subscriberDataManagement),
    nausfAuthPlugin(options, functions.ausf),
  ];
}
