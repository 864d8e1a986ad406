import { randomBytes } from "node:crypto";
import type { Random } from "@symbolon/base";
import {
  type Account,
  type AuthenticationSubscription,
  NodeSqliteDialect,
  openSqlSubscriberStore,
  type SqlSubscriberStoreOptions,
  type SubscriberStore,
} from "../src/index.ts";

export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };

export const testStoreKey = { id: "test-1", key: new Uint8Array(32).fill(7) };

export function openTestStore(path: string, keys: Partial<SqlSubscriberStoreOptions> = {}): Promise<SubscriberStore> {
  const options = { dialect: new NodeSqliteDialect({ path }), storeKeys: { current: testStoreKey }, ...keys };
  return openSqlSubscriberStore(options, { random: systemRandom });
}

export function testSubscription(
  imsi: string,
  changes: Partial<AuthenticationSubscription> = {},
): AuthenticationSubscription {
  return {
    supi: `imsi-${imsi}`,
    method: "5G_AKA",
    algorithm: "milenage",
    k: new Uint8Array(16).fill(0x4b),
    opc: new Uint8Array(16).fill(0x6f),
    amf: new Uint8Array([0x80, 0]),
    indBits: 5,
    ...changes,
  };
}

export function testAccount(imsi: string, changes: Partial<Account> = {}): Account {
  return { authentication: testSubscription(imsi), gpsis: [`msisdn-1${imsi}`], package: "basic", ...changes };
}

/** Opens accounts as one order of its own. */
export async function openAccounts(store: SubscriberStore, accounts: readonly Account[]): Promise<void> {
  const id = `order-${accounts[0]?.authentication.supi ?? "empty"}`;
  await store.accounts.beginOrder({ id, digest: "d", total: accounts.length });
  await store.accounts.openBatch(id, 0, accounts, 1_000);
}
