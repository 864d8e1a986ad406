import { describe, expect, it } from "vitest";
import { MAX_BLOCK_TRANSACTIONS } from "../block-codec.ts";
import {
  BLOCK_EXECUTION_MS,
  BlockSizer,
  FIRST_BLOCK_TRANSACTIONS,
  MAX_BLOCK_TRANSACTION_OCTETS,
} from "./block-sizer.ts";

function waiting(count: number, octets = 500): { readonly octets: number }[] {
  return Array.from({ length: count }, () => ({ octets }));
}

/** Sizes of blocks that follow each other while more waits than fits, at a cost per transaction and block. */
function sizes(sizer: BlockSizer, blocks: number, cost: { readonly each: number; readonly flush: number }): number[] {
  return Array.from({ length: blocks }, () => {
    const { length } = sizer.take(waiting(2 * MAX_BLOCK_TRANSACTIONS));
    sizer.committed(length, length * cost.each, cost.flush);
    return length;
  });
}

describe("BlockSizer", () => {
  it("takes what waits, in order, and leaves the rest", () => {
    const queue = waiting(FIRST_BLOCK_TRANSACTIONS + 3);
    const first = queue.slice(0, FIRST_BLOCK_TRANSACTIONS);
    expect(new BlockSizer().take(queue)).toEqual(first);
    expect(queue).toHaveLength(3);
  });

  it("never takes more octets than a block may hold, and one transaction at least", () => {
    expect(new BlockSizer().take(waiting(9, MAX_BLOCK_TRANSACTION_OCTETS / 4))).toHaveLength(4);
    expect(new BlockSizer().take(waiting(9, MAX_BLOCK_TRANSACTION_OCTETS + 1))).toHaveLength(1);
  });

  it("settles where execution takes as long as it should", () => {
    const settled = sizes(new BlockSizer(), 50, { each: 0.25, flush: 5 }).slice(10);
    expect(Math.min(...settled) * 0.25).toBeGreaterThan(BLOCK_EXECUTION_MS * 0.7);
    expect(Math.max(...settled) * 0.25).toBeLessThan(BLOCK_EXECUTION_MS * 1.3);
  });

  it("makes longer blocks where the disk is slow", () => {
    const settled = sizes(new BlockSizer(), 50, { each: 0.25, flush: 80 }).slice(10);
    expect(Math.min(...settled) * 0.25).toBeGreaterThan(80 * 0.7);
  });

  it("grows to the largest block for cheap transactions and shrinks to one for dear ones", () => {
    const sizer = new BlockSizer();
    expect(sizes(sizer, 20, { each: 0.001, flush: 1 }).at(-1)).toBe(MAX_BLOCK_TRANSACTIONS);
    expect(sizes(sizer, 3, { each: 100, flush: 1 }).at(-1)).toBe(1);
    expect(sizes(sizer, 30, { each: 0.1, flush: 1 }).at(-1)).toBeGreaterThan(150);
  });

  it("does not grow by blocks that were not full", () => {
    const sizer = new BlockSizer();
    for (let n = 0; n < 20; n += 1) sizer.committed(1, 0.1, 1);
    expect(sizer.take(waiting(MAX_BLOCK_TRANSACTIONS))).toHaveLength(FIRST_BLOCK_TRANSACTIONS);
  });
});
