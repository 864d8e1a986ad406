import type { Kysely, Transaction } from "kysely";
import { storesErrors } from "../errors.ts";
import type { Account, AccountOrder, AccountStore } from "../ports/account-store.ts";
import type { AuthenticationSubscription } from "../ports/authentication-store.ts";
import type { NewAuthenticationRow, Tables } from "../schema/tables.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import { chunks } from "./chunks.ts";
import { authenticationRow, authenticationSubscription, sealedRow } from "./sealed-key.ts";
import type { SqlModules } from "./sql-authentication-store.ts";

type OrderRow = Tables["account_order"];

export class SqlAccountStore implements AccountStore {
  readonly #db: Kysely<Tables>;
  readonly #secrets: SecretBox;

  constructor(modules: SqlModules) {
    this.#db = modules.db;
    this.#secrets = modules.secrets;
  }

  async beginOrder(order: {
    readonly id: string;
    readonly digest: string;
    readonly total: number;
  }): Promise<AccountOrder> {
    const { id, digest, total } = order;
    await this.#db
      .insertInto("account_order")
      .values({ id, digest, total, opened: 0, delivered: 0 })
      .onConflict((on) => on.column("id").doNothing())
      .execute();
    const row = await requireOrder(this.#db, id);
    if (row.digest !== digest || row.total !== total) {
      throw storesErrors.error("ACCOUNT_ORDER_CONFLICT", `the order ${id} exists with other content`);
    }
    return { ...row };
  }

  async openBatch(orderId: string, at: number, accounts: readonly Account[], now: number): Promise<AccountOrder> {
    const keys = accounts.map(({ authentication, seq }) => authenticationRow(authentication, seq ?? 0, this.#secrets));
    return this.#db.transaction().execute(async (transaction) => {
      const moved = await transaction
        .updateTable("account_order")
        .set({ opened: at + accounts.length })
        .where("id", "=", orderId)
        .where("opened", "=", at)
        .executeTakeFirst();
      if (moved.numUpdatedRows !== 1n) {
        throw storesErrors.error("ACCOUNT_ORDER_CONFLICT", `the order ${orderId} does not stand at position ${at}`);
      }
      await insertSubscribers(transaction, accounts, now);
      await insertKeys(transaction, keys);
      await insertGpsis(transaction, accounts);
      return { ...(await requireOrder(transaction, orderId)) };
    });
  }

  async markDelivered(orderId: string, delivered: number): Promise<void> {
    await this.#db
      .updateTable("account_order")
      .set({ delivered })
      .where("id", "=", orderId)
      .where("delivered", "<", delivered)
      .where("opened", ">=", delivered)
      .execute();
  }

  async keys(supis: readonly string[]): Promise<readonly (AuthenticationSubscription | undefined)[]> {
    const found = new Map<string, AuthenticationSubscription>();
    for (const chunk of chunks(supis)) {
      const rows = await this.#db.selectFrom("authentication").selectAll().where("supi", "in", chunk).execute();
      for (const row of rows) found.set(row.supi, authenticationSubscription(row, this.#secrets));
    }
    return supis.map((supi) => found.get(supi));
  }

  async reseal(limit: number): Promise<number> {
    const prefix = this.#secrets.currentPrefix;
    const rows = await this.#db
      .selectFrom("authentication")
      .selectAll()
      .where((eb) => eb(eb.fn<string>("substr", ["sealed_key", eb.lit(1), eb.lit(prefix.length)]), "!=", prefix))
      .limit(limit)
      .execute();
    for (const row of rows) {
      const name = sealedRow(row.supi, row.algorithm);
      await this.#db
        .updateTable("authentication")
        .set({ sealed_key: this.#secrets.seal(name, this.#secrets.open(name, row.sealed_key)) })
        .where("supi", "=", row.supi)
        .where("sealed_key", "=", row.sealed_key)
        .execute();
    }
    return rows.length;
  }
}

async function requireOrder(db: Kysely<Tables>, id: string): Promise<OrderRow> {
  const row = await db.selectFrom("account_order").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw storesErrors.error("ACCOUNT_ORDER_CONFLICT", `there is no order ${id}`);
  return row;
}

async function insertSubscribers(db: Transaction<Tables>, accounts: readonly Account[], now: number): Promise<void> {
  for (const chunk of chunks(accounts)) {
    const inserted = await db
      .insertInto("subscriber")
      .values(
        chunk.map((account) => ({
          supi: account.authentication.supi,
          status: "active",
          package: account.package,
          created_at: now,
        })),
      )
      .onConflict((on) => on.column("supi").doNothing())
      .executeTakeFirst();
    requireAll(inserted.numInsertedOrUpdatedRows, chunk.length, "a SUPI");
  }
}

async function insertKeys(db: Transaction<Tables>, keys: readonly NewAuthenticationRow[]): Promise<void> {
  for (const chunk of chunks(keys)) {
    const insertion = db.insertInto("authentication").values(chunk);
    const inserted = await insertion.onConflict((on) => on.column("supi").doNothing()).executeTakeFirst();
    requireAll(inserted.numInsertedOrUpdatedRows, chunk.length, "a SUPI");
  }
}

async function insertGpsis(db: Transaction<Tables>, accounts: readonly Account[]): Promise<void> {
  const rows = accounts.flatMap(({ authentication, gpsis }) =>
    gpsis.map((gpsi) => ({ gpsi, supi: authentication.supi })),
  );
  for (const chunk of chunks(rows)) {
    const insertion = db.insertInto("gpsi").values(chunk);
    const inserted = await insertion.onConflict((on) => on.column("gpsi").doNothing()).executeTakeFirst();
    requireAll(inserted.numInsertedOrUpdatedRows, chunk.length, "a GPSI");
  }
}

function requireAll(inserted: bigint | undefined, wanted: number, what: string): void {
  if (inserted === BigInt(wanted)) return;
  throw storesErrors.error(
    "ACCOUNT_EXISTS",
    `${what} of the batch has an account already; nothing of the batch was opened`,
  );
}
