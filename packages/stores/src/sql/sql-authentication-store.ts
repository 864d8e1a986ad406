import { toHex } from "@symbolon/base";
import type { Kysely, Transaction } from "kysely";
import { storesErrors } from "../errors.ts";
import {
  type AuthenticationStore,
  type AuthenticationSubscription,
  MAX_OUTSTANDING_CHALLENGES,
  type SequenceAllocation,
} from "../ports/authentication-store.ts";
import type { AuthenticationRow, Tables } from "../schema/tables.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import { chunks } from "./chunks.ts";
import { GroupCommit } from "./group-commit.ts";
import { authenticationSubscription } from "./sealed-key.ts";

interface AllocationRequest {
  readonly supi: string;
  readonly rands: readonly Uint8Array[];
  readonly expiresAt: number;
}

type AllocatedRow = { readonly row: AuthenticationRow; readonly firstSeq: number };
type AllocationResult = AllocatedRow | "exhausted" | undefined;

export interface SqlModules {
  readonly db: Kysely<Tables>;
  readonly secrets: SecretBox;
}

/** Sequence numbers in SQL. SEQ moves by `UPDATE ... RETURNING`, atomic on every database, before a caller sees it. */
export class SqlAuthenticationStore implements AuthenticationStore {
  readonly #db: Kysely<Tables>;
  readonly #secrets: SecretBox;
  readonly #allocations = new GroupCommit<AllocationRequest, AllocationResult>((requests) =>
    this.#db.transaction().execute((transaction) => allocateGroup(transaction, requests)),
  );

  constructor(modules: SqlModules) {
    this.#db = modules.db;
    this.#secrets = modules.secrets;
  }

  async allocate(
    supi: string,
    rands: readonly Uint8Array[],
    expiresAt: number,
  ): Promise<SequenceAllocation | "exhausted" | undefined> {
    if (rands.length === 0 || rands.length > MAX_OUTSTANDING_CHALLENGES) {
      throw new RangeError(`an allocation takes 1 to ${MAX_OUTSTANDING_CHALLENGES} challenges, not ${rands.length}`);
    }
    const result = await this.#allocations.submit({ supi, rands, expiresAt });
    if (result === undefined || result === "exhausted") return result;
    return { subscription: authenticationSubscription(result.row, this.#secrets), firstSeq: result.firstSeq };
  }

  async subscription(supi: string): Promise<AuthenticationSubscription | undefined> {
    const row = await this.#db.selectFrom("authentication").selectAll().where("supi", "=", supi).executeTakeFirst();
    return row === undefined ? undefined : authenticationSubscription(row, this.#secrets);
  }

  async outstanding(supi: string, rand: Uint8Array, now: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom("challenge")
      .select("slot")
      .where("supi", "=", supi)
      .where("rand", "=", toHex(rand))
      .where("expires_at", ">", now)
      .executeTakeFirst();
    return row !== undefined;
  }

  resynchronise(supi: string, rand: Uint8Array, seqMs: number, delta: number, now: number): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const used = await transaction
        .deleteFrom("challenge")
        .where("supi", "=", supi)
        .where("rand", "=", toHex(rand))
        .where("expires_at", ">", now)
        .executeTakeFirst();
      if (used.numDeletedRows === 0n) return false;
      await transaction
        .updateTable("authentication")
        .set({ seq: seqMs })
        .where("supi", "=", supi)
        .where((where) => where.or([where("seq", "<", seqMs), where("seq", ">", seqMs + delta)]))
        .execute();
      return true;
    });
  }

  /** Waits for allocations under way. */
  idle(): Promise<void> {
    return this.#allocations.idle();
  }
}

async function allocateGroup(
  transaction: Transaction<Tables>,
  requests: readonly AllocationRequest[],
): Promise<readonly AllocationResult[]> {
  const advanced = await advance(transaction, countBySupi(requests));
  const missing = requests.filter(({ supi }) => !advanced.has(supi)).map(({ supi }) => supi);
  const exhausted = await existing(transaction, missing);
  const results = requests.map(({ supi, rands }): AllocationResult => {
    const reserved = advanced.get(supi);
    if (reserved === undefined) return exhausted.has(supi) ? "exhausted" : undefined;
    const firstSeq = reserved.next;
    reserved.next += rands.length;
    return { row: reserved.row, firstSeq };
  });
  await remember(transaction, requests, results);
  return results;
}

function countBySupi(requests: readonly AllocationRequest[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { supi, rands } of requests) counts.set(supi, (counts.get(supi) ?? 0) + rands.length);
  return counts;
}

/** Moves SEQ on. @returns the rows that moved, with the first number reserved */
async function advance(
  transaction: Transaction<Tables>,
  counts: ReadonlyMap<string, number>,
): Promise<Map<string, { readonly row: AuthenticationRow; next: number }>> {
  const advanced = new Map<string, { readonly row: AuthenticationRow; next: number }>();
  const byCount = Map.groupBy(counts.keys(), (supi) => counts.get(supi) as number);
  for (const [count, supis] of byCount) {
    for (const chunk of chunks(supis)) {
      const rows = await transaction
        .updateTable("authentication")
        .set((eb) => ({ seq: eb("seq", "+", count) }))
        .where("supi", "in", chunk)
        .where((eb) => eb(eb("seq", "+", count), "<=", eb.ref("seq_limit")))
        .returningAll()
        .execute();
      for (const row of rows) advanced.set(row.supi, { row, next: Number(row.seq) - count + 1 });
    }
  }
  return advanced;
}

async function existing(transaction: Transaction<Tables>, supis: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const chunk of chunks(supis)) {
    const rows = await transaction.selectFrom("authentication").select("supi").where("supi", "in", chunk).execute();
    for (const row of rows) found.add(row.supi);
  }
  return found;
}

/** Writes the RANDs into each subscriber's ring of outstanding challenges. */
async function remember(
  transaction: Transaction<Tables>,
  requests: readonly AllocationRequest[],
  results: readonly AllocationResult[],
): Promise<void> {
  // One statement must not write the same slot twice: of a burst only the last of each slot counts.
  const slots = new Map<string, { supi: string; slot: number; rand: string; expires_at: number }>();
  for (const [position, { supi, rands, expiresAt }] of requests.entries()) {
    const result = results[position];
    if (result === undefined || result === "exhausted") continue;
    for (const [offset, rand] of rands.entries()) {
      const slot = (result.firstSeq + offset) % MAX_OUTSTANDING_CHALLENGES;
      slots.set(`${slot} ${supi}`, { supi, slot, rand: toHex(rand), expires_at: expiresAt });
    }
  }
  for (const chunk of chunks([...slots.values()])) {
    const written = await transaction
      .insertInto("challenge")
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(["supi", "slot"]).doUpdateSet((eb) => ({
          rand: eb.ref("excluded.rand"),
          expires_at: eb.ref("excluded.expires_at"),
        })),
      )
      .executeTakeFirst();
    if (written.numInsertedOrUpdatedRows !== BigInt(chunk.length)) {
      throw storesErrors.error("SUBSCRIBER_STORE_FAILED", "not all challenges of a transaction were written");
    }
  }
}
