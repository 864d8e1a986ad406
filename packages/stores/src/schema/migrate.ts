import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { storesErrors } from "../errors.ts";
import { migrations } from "./migrations.ts";

const MIGRATION_TABLE = "schema_migration";

/** Brings the tables to the version of this program. @throws SUBSCRIBER_STORE_NEWER, SUBSCRIBER_STORE_FAILED */
export async function migrate<Tables>(db: Kysely<Tables>): Promise<void> {
  await refuseNewer(db as Kysely<unknown>);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw storesErrors.error("SUBSCRIBER_STORE_FAILED", "the tables could not be brought to this version", {
      cause: error,
    });
  }
}

async function refuseNewer(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables();
  if (!tables.some((table) => table.name === MIGRATION_TABLE)) return;
  const known = db as Kysely<Record<typeof MIGRATION_TABLE, { name: string }>>;
  const rows = await known.selectFrom(MIGRATION_TABLE).select("name").execute();
  const unknown = rows.find((row) => !Object.hasOwn(migrations, row.name));
  if (unknown !== undefined) {
    throw storesErrors.error("SUBSCRIBER_STORE_NEWER", `the store has tables of version ${unknown.name}, unknown here`);
  }
}
