import type { Kysely } from "kysely";
import type { CredentialNonceStore } from "../ports/credential-nonce-store.ts";
import type { Tables } from "../schema/tables.ts";
import { GroupCommit } from "./group-commit.ts";

interface Consumption {
  readonly holder: string;
  readonly nonce: string;
  readonly expires_at: number;
}

export class SqlCredentialNonceStore implements CredentialNonceStore {
  readonly #db: Kysely<Tables>;
  readonly #consumptions = new GroupCommit<Consumption, boolean>((nonces) => this.#consumeGroup(nonces));

  constructor(modules: { readonly db: Kysely<Tables> }) {
    this.#db = modules.db;
  }

  consume(holder: string, nonce: string, expiresAt: number): Promise<boolean> {
    return this.#consumptions.submit({ holder, nonce, expires_at: expiresAt });
  }

  #consumeGroup(nonces: readonly Consumption[]): Promise<readonly boolean[]> {
    return this.#db.transaction().execute(async (transaction) => {
      const results: boolean[] = [];
      for (const values of nonces) {
        const inserted = await transaction
          .insertInto("credential_nonce")
          .values(values)
          .onConflict((on) => on.columns(["holder", "nonce"]).doNothing())
          .executeTakeFirst();
        results.push(inserted.numInsertedOrUpdatedRows === 1n);
      }
      return results;
    });
  }

  async purge(now: number, limit: number): Promise<number> {
    const expired = this.#db.selectFrom("credential_nonce").selectAll().where("expires_at", "<", now);
    const rows = await expired.orderBy("expires_at").limit(limit).execute();
    await this.#db.transaction().execute(async (transaction) => {
      for (const { holder, nonce } of rows) {
        const removal = transaction.deleteFrom("credential_nonce").where("holder", "=", holder);
        await removal.where("nonce", "=", nonce).execute();
      }
    });
    return rows.length;
  }

  /** Waits for consumptions under way. */
  idle(): Promise<void> {
    return this.#consumptions.idle();
  }
}
