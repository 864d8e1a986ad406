import { MAX_BLOCK_TRANSACTIONS } from "../block-codec.ts";

/** Octets of the transactions of one block. */
export const MAX_BLOCK_TRANSACTION_OCTETS = 4 * 1024 * 1024;
/** Milliseconds that executing a block should take at most; as long as its flush where the disk is slower. */
export const BLOCK_EXECUTION_MS = 25;
/** Transactions of the first block, before it is known what they cost. */
export const FIRST_BLOCK_TRANSACTIONS = 64;

/**
 * How much goes into the next block: as much as waits, up to what is executed in {@link BLOCK_EXECUTION_MS}.
 * Whoever comes while a block is under way waits for it and for the next one, so long blocks are long waits.
 */
export class BlockSizer {
  #transactions = FIRST_BLOCK_TRANSACTIONS;

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

  /** @param execution milliseconds @param flush milliseconds: a block that takes less to execute than to flush wastes the disk */
  committed(transactions: number, execution: number, flush: number): void {
    const target = Math.max(BLOCK_EXECUTION_MS, flush);
    if (execution > target) this.#limit((transactions * target) / execution);
    else if (transactions < this.#transactions) return;
    else this.#limit(this.#transactions * (execution < target / 2 ? 2 : 1.25));
  }

  #limit(transactions: number): void {
    this.#transactions = Math.min(MAX_BLOCK_TRANSACTIONS, Math.max(1, Math.ceil(transactions)));
  }
}
