import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import {
  type Dialect,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { attempt, NodeSqliteDatabase } from "./node-sqlite-database.ts";

export interface NodeSqliteOptions {
  /** Path of the database file; `:memory:` keeps nothing. */
  readonly path: string;
}

/** Milliseconds a statement waits for another process that holds the file. */
const BUSY_TIMEOUT_MS = 5_000;

/** SQLite runs DDL inside transactions; Kysely's own adapter does not use that. */
class NodeSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely over `node:sqlite`: write-ahead log, and a commit is on disk when it returns (`synchronous = FULL`). */
export class NodeSqliteDialect implements Dialect {
  readonly #options: NodeSqliteOptions;

  constructor(options: NodeSqliteOptions) {
    this.#options = options;
  }

  createDriver(): Driver {
    return new SqliteDriver({ database: () => Promise.resolve(attempt(() => openDatabase(this.#options.path))) });
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new NodeSqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(database);
  }
}

/** Subscribers are nobody else's business; SQLite gives its log the mode of its database. */
const FILE_MODE = 0o600;

function openDatabase(path: string): NodeSqliteDatabase {
  if (path !== ":memory:") closeSync(openSync(path, "a", FILE_MODE));
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  // Erased subscribers shall not be readable in free pages of the file.
  database.exec("PRAGMA secure_delete = ON");
  return new NodeSqliteDatabase(database);
}
