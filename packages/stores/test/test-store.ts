import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

type KeyOptions = Partial<Pick<SqlSubscriberStoreOptions, "storeKeys">>;

/** The store in a SQLite file. */
export function openTestStore(path: string, keys: KeyOptions = {}): Promise<SubscriberStore> {
  const options = { dialect: new NodeSqliteDialect({ path }), storeKeys: { current: testStoreKey }, ...keys };
  return openSqlSubscriberStore(options, { random: systemRandom });
}

/** An empty database that can be opened again and again until it is disposed of. */
export interface TestDatabase extends AsyncDisposable {
  open(keys?: KeyOptions): Promise<SubscriberStore>;
}

/** Every engine that the port's tests run on; another database joins them here. */
export const engines: readonly { readonly engine: string; readonly create: () => Promise<TestDatabase> }[] = [
  { engine: "SQLite", create: createSqliteDatabase },
];

async function createSqliteDatabase(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), "subscriber-store-"));
  return {
    open: (keys) => openTestStore(join(directory, "subscribers.db"), keys),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
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
