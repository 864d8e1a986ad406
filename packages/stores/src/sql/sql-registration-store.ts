import type { JsonObject } from "@symbolon/base";
import type { Kysely } from "kysely";
import { storesErrors } from "../errors.ts";
import {
  type AuthEvent,
  MAX_AUTH_EVENTS,
  MAX_CHANGE_ATTEMPTS,
  MAX_SDM_SUBSCRIPTIONS,
  type Registration,
  type RegistrationChange,
  type RegistrationKind,
  type RegistrationStore,
  type SdmSubscription,
} from "../ports/registration-store.ts";
import type { Tables } from "../schema/tables.ts";
import { readDocument, writeDocument } from "./document.ts";

export class SqlRegistrationStore implements RegistrationStore {
  readonly #db: Kysely<Tables>;

  constructor(modules: { readonly db: Kysely<Tables> }) {
    this.#db = modules.db;
  }

  async registration(supi: string, kind: RegistrationKind): Promise<JsonObject | undefined> {
    const row = await this.#row(supi, kind);
    return row === undefined ? undefined : readDocument(row.document, `registration ${kind} of ${supi}`);
  }

  async registrations(supi: string): Promise<readonly Registration[]> {
    const query = this.#db.selectFrom("registration").select(["kind", "document"]);
    const rows = await query.where("supi", "=", supi).orderBy("kind").execute();
    return rows.map(({ kind, document }) => ({
      kind,
      document: readDocument(document, `registration ${kind} of ${supi}`),
    }));
  }

  async change(
    supi: string,
    kind: RegistrationKind,
    change: (before: JsonObject | undefined) => JsonObject | undefined,
  ): Promise<RegistrationChange> {
    for (let attempt = 0; attempt < MAX_CHANGE_ATTEMPTS; attempt += 1) {
      const row = await this.#row(supi, kind);
      const before = row === undefined ? undefined : readDocument(row.document, `registration ${kind} of ${supi}`);
      const after = change(before);
      if (await this.#swap(supi, kind, row?.version, after)) return { before, after };
    }
    throw storesErrors.error(
      "SUBSCRIBER_STORE_BUSY",
      `the registration ${kind} of ${supi} is changed too often at once`,
    );
  }

  #row(supi: string, kind: RegistrationKind): Promise<{ version: number; document: string } | undefined> {
    const query = this.#db.selectFrom("registration").select(["version", "document"]);
    return query.where("supi", "=", supi).where("kind", "=", kind).executeTakeFirst();
  }

  /** Writes only when the entry still has the version that was read. */
  async #swap(
    supi: string,
    kind: string,
    version: number | undefined,
    after: JsonObject | undefined,
  ): Promise<boolean> {
    if (version === undefined) {
      if (after === undefined) return true;
      const inserted = await this.#db
        .insertInto("registration")
        .values({ supi, kind, version: 1, document: writeDocument(after) })
        .onConflict((on) => on.columns(["supi", "kind"]).doNothing())
        .executeTakeFirst();
      return inserted.numInsertedOrUpdatedRows === 1n;
    }
    if (after === undefined) {
      const removal = this.#db.deleteFrom("registration").where("supi", "=", supi).where("kind", "=", kind);
      const removed = await removal.where("version", "=", version).executeTakeFirst();
      return removed.numDeletedRows === 1n;
    }
    const update = this.#db.updateTable("registration").set({ version: version + 1, document: writeDocument(after) });
    const updated = await update
      .where("supi", "=", supi)
      .where("kind", "=", kind)
      .where("version", "=", version)
      .executeTakeFirst();
    return updated.numUpdatedRows === 1n;
  }

  addSdmSubscription(subscription: SdmSubscription, now: number): Promise<void> {
    const { id, supi, document, expiresAt } = subscription;
    return this.#db.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom("sdm_subscription")
        .where("supi", "=", supi)
        .where("expires_at", "<=", now)
        .execute();
      const newest = transaction.selectFrom("sdm_subscription").select("id").where("supi", "=", supi);
      const surplus = await newest
        .orderBy("expires_at", "desc")
        .offset(MAX_SDM_SUBSCRIPTIONS - 1)
        .limit(MAX_SDM_SUBSCRIPTIONS)
        .execute();
      for (const row of surplus) await transaction.deleteFrom("sdm_subscription").where("id", "=", row.id).execute();
      await transaction
        .insertInto("sdm_subscription")
        .values({ id, supi, document: writeDocument(document), expires_at: expiresAt })
        .execute();
    });
  }

  async removeSdmSubscription(supi: string, id: string): Promise<boolean> {
    const removal = this.#db.deleteFrom("sdm_subscription").where("supi", "=", supi).where("id", "=", id);
    return (await removal.executeTakeFirst()).numDeletedRows > 0n;
  }

  async sdmSubscriptions(supi: string, now: number): Promise<readonly SdmSubscription[]> {
    const query = this.#db.selectFrom("sdm_subscription").selectAll().where("supi", "=", supi);
    const rows = await query.where("expires_at", ">", now).orderBy("id").execute();
    return rows.map((row) => ({
      id: row.id,
      supi,
      document: readDocument(row.document, `subscription ${row.id} of ${supi}`),
      expiresAt: Number(row.expires_at),
    }));
  }

  addAuthEvent(event: AuthEvent): Promise<void> {
    const { id, supi, document, createdAt } = event;
    return this.#db.transaction().execute(async (transaction) => {
      const newest = transaction.selectFrom("auth_event").select("id").where("supi", "=", supi);
      const surplus = await newest
        .orderBy("created_at", "desc")
        .offset(MAX_AUTH_EVENTS - 1)
        .limit(MAX_AUTH_EVENTS)
        .execute();
      for (const row of surplus) await transaction.deleteFrom("auth_event").where("id", "=", row.id).execute();
      await transaction
        .insertInto("auth_event")
        .values({ id, supi, document: writeDocument(document), created_at: createdAt })
        .execute();
    });
  }

  async authEvents(supi: string): Promise<readonly AuthEvent[]> {
    const query = this.#db.selectFrom("auth_event").selectAll().where("supi", "=", supi);
    const rows = await query.orderBy("created_at", "desc").execute();
    return rows.map((row) => ({
      id: row.id,
      supi,
      document: readDocument(row.document, `event ${row.id} of ${supi}`),
      createdAt: Number(row.created_at),
    }));
  }

  async removeAuthEvent(supi: string, id: string): Promise<boolean> {
    const removal = this.#db.deleteFrom("auth_event").where("supi", "=", supi).where("id", "=", id);
    return (await removal.executeTakeFirst()).numDeletedRows > 0n;
  }
}
