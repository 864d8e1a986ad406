import type { JsonObject } from "@symbolon/base";
import type { Kysely } from "kysely";
import type {
  DataOwner,
  Subscriber,
  SubscriberStatus,
  SubscriptionDataKind,
  SubscriptionStore,
} from "../ports/subscription-store.ts";
import type { Tables } from "../schema/tables.ts";
import { readDocument, writeDocument } from "./document.ts";

/** Serving PLMN of data that hold everywhere. */
const EVERYWHERE = "";

const tablesOfSubscriber = [
  "authentication",
  "challenge",
  "gpsi",
  "subscription_data",
  "registration",
  "sdm_subscription",
  "auth_event",
  "subscriber",
] as const;

export class SqlSubscriptionStore implements SubscriptionStore {
  readonly #db: Kysely<Tables>;

  constructor(modules: { readonly db: Kysely<Tables> }) {
    this.#db = modules.db;
  }

  async subscriber(supi: string): Promise<Subscriber | undefined> {
    const rows = await this.#db
      .selectFrom("subscriber")
      .leftJoin("gpsi", "gpsi.supi", "subscriber.supi")
      .select(["subscriber.status", "subscriber.package", "gpsi.gpsi"])
      .where("subscriber.supi", "=", supi)
      .orderBy("gpsi.gpsi")
      .execute();
    const [first] = rows;
    if (first === undefined) return undefined;
    const gpsis = rows.flatMap(({ gpsi }) => (gpsi === null ? [] : [gpsi]));
    return { supi, status: first.status as SubscriberStatus, package: first.package, gpsis };
  }

  async supiOfGpsi(gpsi: string): Promise<string | undefined> {
    const row = await this.#db.selectFrom("gpsi").select("supi").where("gpsi", "=", gpsi).executeTakeFirst();
    return row?.supi;
  }

  async setStatus(supi: string, status: SubscriberStatus): Promise<boolean> {
    const changed = await this.#db
      .updateTable("subscriber")
      .set({ status })
      .where("supi", "=", supi)
      .executeTakeFirst();
    return changed.numUpdatedRows > 0n;
  }

  async data(
    subscriber: Subscriber,
    kind: SubscriptionDataKind,
    servingPlmn: string = EVERYWHERE,
  ): Promise<JsonObject | undefined> {
    const plmns = [servingPlmn, EVERYWHERE];
    const own = await this.#db
      .selectFrom("subscription_data")
      .select("document")
      .where("supi", "=", subscriber.supi)
      .where("kind", "=", kind)
      .where("plmn", "in", plmns)
      .orderBy("plmn", "desc")
      .executeTakeFirst();
    const row =
      own ??
      (await this.#db
        .selectFrom("package_data")
        .select("document")
        .where("package", "=", subscriber.package)
        .where("kind", "=", kind)
        .where("plmn", "in", plmns)
        .orderBy("plmn", "desc")
        .executeTakeFirst());
    return row === undefined ? undefined : readDocument(row.document, `data ${kind} of ${subscriber.supi}`);
  }

  async setData(
    owner: DataOwner,
    kind: SubscriptionDataKind,
    document: JsonObject,
    plmn: string = EVERYWHERE,
  ): Promise<void> {
    const row = { kind, plmn, document: writeDocument(document) };
    if ("supi" in owner) {
      await this.#db
        .insertInto("subscription_data")
        .values({ supi: owner.supi, ...row })
        .onConflict((on) => on.columns(["supi", "kind", "plmn"]).doUpdateSet({ document: row.document }))
        .execute();
      return;
    }
    await this.#db
      .insertInto("package_data")
      .values({ package: owner.package, ...row })
      .onConflict((on) => on.columns(["package", "kind", "plmn"]).doUpdateSet({ document: row.document }))
      .execute();
  }

  async removeData(owner: DataOwner, kind: SubscriptionDataKind, plmn: string = EVERYWHERE): Promise<boolean> {
    const removal =
      "supi" in owner
        ? this.#db.deleteFrom("subscription_data").where("supi", "=", owner.supi)
        : this.#db.deleteFrom("package_data").where("package", "=", owner.package);
    const removed = await removal.where("kind", "=", kind).where("plmn", "=", plmn).executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }

  erase(supi: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      let erased = 0n;
      for (const table of tablesOfSubscriber) {
        const removed = await transaction.deleteFrom(table).where("supi", "=", supi).executeTakeFirst();
        erased += removed.numDeletedRows;
      }
      return erased > 0n;
    });
  }
}
