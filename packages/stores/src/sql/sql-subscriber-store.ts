import type { Random } from "@symbolon/base";
import { type Dialect, Kysely } from "kysely";
import { migrate } from "../schema/migrate.ts";
import type { Tables } from "../schema/tables.ts";
import { SecretBox, type SecretBoxOptions } from "../secrets/secret-box.ts";
import type { SubscriberStore } from "../subscriber-store.ts";
import { SqlAccountStore } from "./sql-account-store.ts";
import { SqlAuthenticationStore } from "./sql-authentication-store.ts";
import { SqlCredentialNonceStore } from "./sql-credential-nonce-store.ts";
import { SqlRegistrationStore } from "./sql-registration-store.ts";
import { SqlSubscriptionStore } from "./sql-subscription-store.ts";

export interface SqlSubscriberStoreOptions {
  /** Kysely's dialect of the database: `NodeSqliteDialect` or Kysely's own for PostgreSQL. */
  readonly dialect: Dialect;
  readonly storeKeys: SecretBoxOptions;
}

/**
 * Opens the subscriber database and brings its tables to this version.
 * @throws STORE_KEY_INVALID, SUBSCRIBER_STORE_NEWER, SUBSCRIBER_STORE_FAILED
 */
export async function openSqlSubscriberStore(
  options: SqlSubscriberStoreOptions,
  modules: { readonly random: Random },
): Promise<SubscriberStore> {
  const secrets = new SecretBox(options.storeKeys, modules);
  const db = new Kysely<Tables>({ dialect: options.dialect });
  try {
    await migrate(db);
  } catch (cause) {
    await db.destroy();
    throw cause;
  }
  const authentication = new SqlAuthenticationStore({ db, secrets });
  const nonces = new SqlCredentialNonceStore({ db });
  return {
    authentication,
    nonces,
    subscriptions: new SqlSubscriptionStore({ db }),
    registrations: new SqlRegistrationStore({ db }),
    accounts: new SqlAccountStore({ db, secrets }),
    async [Symbol.asyncDispose]() {
      await authentication.idle();
      await nonces.idle();
      await db.destroy();
    },
  };
}
