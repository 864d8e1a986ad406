import type { CreateTableBuilder, Kysely } from "kysely";
import type { Migration } from "kysely/migration";

type Columns = Readonly<Record<string, "text" | "integer" | "bigint">>;

async function createTable(db: Kysely<unknown>, name: string, key: readonly string[], columns: Columns): Promise<void> {
  let table: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, type] of Object.entries(columns)) table = table.addColumn(column, type, (c) => c.notNull());
  await table.addPrimaryKeyConstraint(`${name}_key`, key as [string, ...string[]]).execute();
}

async function createIndex(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  await db.schema.createIndex(`${table}_by_${column}`).on(table).column(column).execute();
}

const first: Migration = {
  async up(db: Kysely<unknown>) {
    const data = { kind: "text", plmn: "text", document: "text" } as const;
    await createTable(db, "subscriber", ["supi"], {
      supi: "text",
      status: "text",
      package: "text",
      created_at: "bigint",
    });
    await createTable(db, "gpsi", ["gpsi"], { gpsi: "text", supi: "text" });
    await createTable(db, "authentication", ["supi"], {
      supi: "text",
      method: "text",
      algorithm: "text",
      sealed_key: "text",
      amf: "text",
      ind_bits: "integer",
      seq: "bigint",
      seq_limit: "bigint",
    });
    const challenge = { supi: "text", slot: "integer", rand: "text", expires_at: "bigint" } as const;
    await createTable(db, "challenge", ["supi", "slot"], challenge);
    await createTable(db, "subscription_data", ["supi", "kind", "plmn"], { supi: "text", ...data });
    await createTable(db, "package_data", ["package", "kind", "plmn"], { package: "text", ...data });
    const registration = { supi: "text", kind: "text", version: "integer", document: "text" } as const;
    await createTable(db, "registration", ["supi", "kind"], registration);
    const sdm = { id: "text", supi: "text", document: "text", expires_at: "bigint" } as const;
    await createTable(db, "sdm_subscription", ["id"], sdm);
    const event = { id: "text", supi: "text", document: "text", created_at: "bigint" } as const;
    await createTable(db, "auth_event", ["id"], event);
    const nonce = { holder: "text", nonce: "text", expires_at: "bigint" } as const;
    await createTable(db, "credential_nonce", ["holder", "nonce"], nonce);
    const order = { id: "text", digest: "text", total: "integer", opened: "integer", delivered: "integer" } as const;
    await createTable(db, "account_order", ["id"], order);
    for (const table of ["gpsi", "sdm_subscription", "auth_event"]) await createIndex(db, table, "supi");
    await createIndex(db, "credential_nonce", "expires_at");
  },
};

/** Versions of the tables, by name in order. A released one never changes. */
export const migrations: Readonly<Record<string, Migration>> = { "0001-first": first };
