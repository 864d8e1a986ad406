import type { ReadableStore, StoreBatch } from "../../src/store/state-store.ts";

export const RECORDS_PER_BLOCK = 40;
const RECORD_LENGTH = 600;

/** A block that writes the same records again with its own height in each octet, and some of its own. */
export function blockOf(height: number): StoreBatch {
  const value = Buffer.alloc(RECORD_LENGTH, height % 251);
  const state = new Map<string, Uint8Array>();
  for (let n = 0; n < RECORDS_PER_BLOCK; n += 1) state.set(`shared/${n}`, value);
  for (let n = 0; n < RECORDS_PER_BLOCK; n += 1) state.set(`own/${(height * 7919) % 100_003}/${n}`, value);
  return { height, state, tree: new Map([["", value]]), meta: new Map([["m", value]]), block: value };
}

/** Whether a reader sees this block and nothing of the next. */
export function wholeBlock(store: ReadableStore, height: number): boolean {
  const expected = height % 251;
  const parts = [store.treeNode(""), store.meta("m"), store.block(height)];
  for (let n = 0; n < RECORDS_PER_BLOCK; n += 1) parts.push(store.get(`shared/${n}`));
  for (let n = 0; n < RECORDS_PER_BLOCK; n += 1) parts.push(store.get(`own/${(height * 7919) % 100_003}/${n}`));
  const whole = parts.every((part) => part?.length === RECORD_LENGTH && part.every((octet) => octet === expected));
  return whole && store.block(height + 1) === undefined;
}
