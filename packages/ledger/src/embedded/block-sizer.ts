import { MAX_BLOCK_TRANSACTIONS } from "../block-codec.ts";

/** Octets of the transactions of one block. */
export const MAX_BLOCK_TRANSACTION_OCTETS = 4 * 1024 * 1024;
/** A block that took longer to execute, in milliseconds, halves the next one. */
export const LONG_BLOCK_MS = 200;

/** How much goes into the next block: as much as waits, unless blocks grow slow. */
export class BlockSizer {
  #transactions = MAX_BLOCK_TRANSACTIONS;

  /** Takes the next block's share off the front of a queue. */
  take<Item extends { readonly octets: number }>(queue: Item[]): Item[] {
    let octets = 0;
    let count = 0;
    for (const item of queue) {
      octets += item.octets;
      if (count === this.#transactions || (count > 0 && octets > MAX_BLOCK_TRANSACTION_OCTETS)) break;
      count += 1;
    }
    return queue.splice(0, count);
  }

  executed(transactions: number, milliseconds: number): void {
    if (milliseconds > LONG_BLOCK_MS) this.#transactions = Math.max(1, Math.floor(transactions / 2));
    else this.#transactions = Math.min(MAX_BLOCK_TRANSACTIONS, this.#transactions * 2);
  }
}
