import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { storesErrors } from "../errors.ts";

/** Prepared statements kept; the least recently used goes first. */
export const MAX_PREPARED_STATEMENTS = 256;

class NodeSqliteStatement implements SqliteStatement {
  readonly reader: boolean;
  readonly #statement: StatementSync;

  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return attempt(() => this.#statement.all(...(parameters as readonly SQLInputValue[])));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return attempt(() => this.#statement.run(...(parameters as readonly SQLInputValue[])));
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...(parameters as readonly SQLInputValue[]));
  }
}

/** `node:sqlite` in the form that Kysely's SQLite driver asks for, with a bounded cache of prepared statements. */
export class NodeSqliteDatabase implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, NodeSqliteStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): SqliteStatement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = attempt(() => new NodeSqliteStatement(this.#database.prepare(sql)));
    this.#prepared.set(sql, statement);
    if (this.#prepared.size > MAX_PREPARED_STATEMENTS) {
      this.#prepared.delete(this.#prepared.keys().next().value as string);
    }
    return statement;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }
}

/** Runs a statement. @throws SUBSCRIBER_STORE_FAILED when the database refuses it */
export function attempt<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "unknown";
    throw storesErrors.error("SUBSCRIBER_STORE_FAILED", `the database refused a statement: ${reason}`, { cause });
  }
}
