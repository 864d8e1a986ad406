import { join } from "node:path";
import {
  canonicalJson,
  type Clock,
  fromHex,
  type JsonObject,
  type Log,
  type Random,
  SymbolonError,
} from "@symbolon/base";
import type { AccountOpening, AccountOrderProgress, AccountOrderRequest } from "@symbolon/faces/http";
import { openAccounts, type SubscriberKeys } from "@symbolon/functions/accounts";
import type { AccountStore } from "@symbolon/stores";
import { memberErrors } from "../errors.ts";
import { CardFile } from "./card-file.ts";
import type { MemberTransactionSubmitter } from "./transaction-submitter.ts";

export interface AccountOpeningOptions {
  /** Where card data is written, one file of mode 0600 per order: K and OPc for SIM production. */
  readonly cardDirectory: string;
  /** Keys of cards that exist already, by IMSI; others are drawn. */
  readonly knownKeys?: Readonly<Record<string, { readonly k: string; readonly opc: string }>>;
}

export interface AccountOpeningModules {
  readonly accounts: AccountStore;
  readonly submitter: MemberTransactionSubmitter;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Bits of SQN that are IND (TS 33.102 clause C.1.1.1). */
const IND_BITS = 5;
/** Orders whose progress is remembered; the oldest that has ended is forgotten for a newer one. */
export const MAX_REMEMBERED_ORDERS = 1_000;

interface RunningOrder {
  readonly content: string;
  readonly ended: Promise<void>;
}

/** Opens accounts in the background (S1003): in the subscriber store, then on the ledger. An order can be posted again and goes on where it stood. */
export class BackgroundAccountOpening implements AccountOpening {
  readonly #options: AccountOpeningOptions;
  readonly #modules: AccountOpeningModules;
  readonly #progress = new Map<string, AccountOrderProgress>();
  readonly #running = new Map<string, RunningOrder>();
  readonly #stop = new AbortController();

  constructor(options: AccountOpeningOptions, modules: AccountOpeningModules) {
    this.#options = options;
    this.#modules = modules;
  }

  /** @throws ORDER_CONFLICT while other content runs under the same identifier */
  async begin(order: AccountOrderRequest): Promise<AccountOrderProgress> {
    const { orderId } = order;
    const content = canonicalJson(order as unknown as JsonObject);
    const running = this.#running.get(orderId);
    if (running !== undefined && running.content !== content) {
      throw memberErrors.error("ORDER_CONFLICT", `the order ${orderId} is under way with other content`);
    }
    if (running === undefined) {
      // What a run before this one said of itself, a failure above all, holds no longer.
      this.#remember({ orderId, opened: 0, total: 0 });
      const ended = this.#run(order).finally(() => {
        this.#running.delete(orderId);
      });
      this.#running.set(orderId, { content, ended });
    }
    return this.#progress.get(orderId) ?? { orderId, opened: 0, total: 0 };
  }

  async progress(orderId: string): Promise<AccountOrderProgress | undefined> {
    return this.#progress.get(orderId);
  }

  /** Stops orders under way after their current batch. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #remember(progress: AccountOrderProgress): void {
    this.#progress.set(progress.orderId, progress);
    if (this.#progress.size <= MAX_REMEMBERED_ORDERS) return;
    const oldest = [...this.#progress.keys()].find((orderId) => !this.#running.has(orderId));
    if (oldest !== undefined) this.#progress.delete(oldest);
  }

  /** Never rejects: what went wrong is part of the progress. */
  async #run(order: AccountOrderRequest): Promise<void> {
    try {
      await this.#open(order);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const code = error instanceof SymbolonError ? error.code : "UNEXPECTED";
      const message = error instanceof Error ? error.message : String(error);
      this.#modules.log.warn("accounts.order_failed", { order: order.orderId, code, message });
      const { opened, total } = this.#progress.get(order.orderId) ?? { opened: 0, total: 0 };
      this.#remember({ orderId: order.orderId, opened, total, failure: { code, message } });
    }
  }

  async #open({ orderId, application, ...request }: AccountOrderRequest): Promise<void> {
    const { submitter } = this.#modules;
    const openArgs = { application, ranges: request.imsis.map(({ start, end }) => ({ start, end })) };
    const keysOf = this.#keysOf();
    const file = new CardFile(join(this.#options.cardDirectory, `${orderId}.csv`));
    const done = await openAccounts(
      { orderId, ...request, indBits: IND_BITS },
      {
        ...this.#modules,
        ...(keysOf === undefined ? {} : { keysOf }),
        signal: this.#stop.signal,
        deliver: (cards) => file.add(cards),
        // The last batch counts as done only when the ledger says that the numbers are open.
        onProgress: ({ opened, total }) => this.#remember({ orderId, opened: Math.min(opened, total - 1), total }),
      },
    );
    const first = await submitter.submit("numbers", "open", openArgs, { idempotencyKey: orderId });
    // An old refusal that is only repeated says nothing of the ledger as it is now.
    const isOldRefusal = first.status === "refused" && first.repeated;
    const receipt = isOldRefusal ? await submitter.submit("numbers", "open", openArgs) : first;
    if (receipt.status === "refused") {
      const failure = {
        code: receipt.code ?? "REFUSED",
        message: receipt.message ?? "the ledger refused to open the numbers",
      };
      this.#remember({ orderId, opened: done.opened, total: done.total, failure });
    } else this.#remember({ orderId, opened: done.opened, total: done.total });
  }

  #keysOf(): ((imsi: string) => SubscriberKeys) | undefined {
    const { knownKeys } = this.#options;
    if (knownKeys === undefined) return undefined;
    const { random } = this.#modules;
    return (imsi) => {
      const known = knownKeys[imsi];
      if (known === undefined) return { k: random.bytes(16), opc: random.bytes(16) };
      return { k: fromHex(known.k), opc: fromHex(known.opc) };
    };
  }
}
