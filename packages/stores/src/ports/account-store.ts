import type { AuthenticationSubscription } from "./authentication-store.ts";

/** A subscriber to be opened: active, with the data of its package. */
export interface Account {
  readonly authentication: AuthenticationSubscription;
  readonly gpsis: readonly string[];
  readonly package: string;
  /** SEQ to start from; 0 unless the USIM was used elsewhere before. */
  readonly seq?: number;
}

/** How far an order has come. */
export interface AccountOrder {
  readonly id: string;
  readonly digest: string;
  readonly total: number;
  /** Accounts that are on disk. */
  readonly opened: number;
  /** Accounts whose card data was taken over by the receiver. */
  readonly delivered: number;
}

/** Port: accounts opened in bulk, in batches that commit together with the order's progress. */
export interface AccountStore {
  /** Starts an order, or finds it again. @throws ACCOUNT_ORDER_CONFLICT when it exists with another digest or total */
  beginOrder(order: { readonly id: string; readonly digest: string; readonly total: number }): Promise<AccountOrder>;
  /**
   * Opens a batch that starts at position `at` of the order; all of it or nothing.
   * @throws ACCOUNT_EXISTS, ACCOUNT_INVALID, ACCOUNT_ORDER_CONFLICT when the order does not stand at `at`
   */
  openBatch(orderId: string, at: number, accounts: readonly Account[], now: number): Promise<AccountOrder>;
  /** Notes that the first `delivered` accounts' card data was taken over. */
  markDelivered(orderId: string, delivered: number): Promise<void>;
  /** Keys of accounts in the order of `supis`; undefined where there is none. */
  keys(supis: readonly string[]): Promise<readonly (AuthenticationSubscription | undefined)[]>;
  /** Seals up to `limit` keys again whose store key is not the current one. @returns how many were */
  reseal(limit: number): Promise<number>;
}
