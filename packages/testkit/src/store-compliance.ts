import { utf8 } from "@symbolon/base";
import type { StateStore, StoreBatch } from "@symbolon/ledger";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

export interface StoreUnderTest {
  readonly store: StateStore;
  /** Closes the store and opens it again from what it has kept; undefined when nothing outlives it. */
  readonly reopen?: () => Promise<StateStore>;
}

const NOTHING = new Map<string, never>();

/** A batch that changes only what is given. */
export function storeBatch(height: number, changes: Partial<StoreBatch> = {}): StoreBatch {
  return { height, state: NOTHING, tree: NOTHING, meta: NOTHING, ...changes };
}

function puts(
  ...entries: readonly (readonly [string, string | undefined])[]
): ReadonlyMap<string, Uint8Array | undefined> {
  return new Map(entries.map(([key, value]) => [key, value === undefined ? undefined : utf8(value)]));
}

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes);
const keysOf = (entries: Iterable<{ readonly key: string }>): readonly string[] => [...entries].map(({ key }) => key);
const refusedWith = (code: string): unknown => expect.objectContaining({ code });

/** Entries that can be gone through a single time, as a snapshot that is being received. */
function* onceOnly<Entry>(entries: Iterable<Entry>): Generator<Entry> {
  yield* entries;
}

/** What every state store promises. @param open gives an empty store */
export function storeCompliance(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`state store: ${name}`, () => {
    it("is empty at first", async () => {
      const { store } = await open();
      expect(store.get("a")).toBeUndefined();
      expect(store.range("", "~", 10)).toEqual([]);
      expect([...store.scan("")]).toEqual([]);
      expect([store.treeNode(""), store.meta("m"), store.block(0), store.height(), store.firstBlock()]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      await store[Symbol.asyncDispose]();
    });

    it("gives back every part of a batch, and forgets what a later one deletes", async () => {
      const { store } = await open();
      const state = puts(["a/1", "one"], ["a/2", "two"]);
      store.commit({
        height: 3,
        state,
        tree: puts(["", "root"], ["0f", "node"]),
        meta: puts(["m", "fact"]),
        block: utf8("block"),
      });
      expect([text(store.get("a/1")), text(store.get("a/2"))]).toEqual(["one", "two"]);
      expect([text(store.treeNode("")), text(store.treeNode("0f"))]).toEqual(["root", "node"]);
      expect([text(store.meta("m")), text(store.block(3)), store.height()]).toEqual(["fact", "block", 3]);
      const deletions = {
        state: puts(["a/1", undefined], ["none", undefined]),
        tree: puts(["0f", undefined]),
        meta: puts(["m", undefined]),
      };
      store.commit(storeBatch(4, deletions));
      expect([store.get("a/1"), store.treeNode("0f"), store.meta("m"), store.block(4)]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect([text(store.get("a/2")), text(store.block(3)), store.height()]).toEqual(["two", "block", 4]);
      await store[Symbol.asyncDispose]();
    });

    it("keeps names apart: state, tree, facts of the node and its own", async () => {
      const { store } = await open();
      store.commit({
        height: 1,
        state: puts(["height", "s"]),
        tree: puts(["a", "t"]),
        meta: puts(["height", "m"], ["loading", "x"]),
      });
      expect([text(store.get("height")), text(store.treeNode("a")), text(store.meta("height"))]).toEqual([
        "s",
        "t",
        "m",
      ]);
      expect([store.height(), store.get("a"), store.meta("a")]).toEqual([1, undefined, undefined]);
      await store[Symbol.asyncDispose]();
    });

    it("reads ranges in octet order: from the start, before the end, no more than asked", async () => {
      const { store } = await open();
      store.commit(
        storeBatch(1, {
          state: puts(["b", "1"], ["a/10", "1"], ["a/1", "1"], ["A", "1"], ["a:", "1"], ["a/9", "1"], ["~", "1"]),
        }),
      );
      expect(keysOf(store.scan(""))).toEqual(["A", "a/1", "a/10", "a/9", "a:", "b", "~"]);
      expect(keysOf(store.range("a/1", "b", 10))).toEqual(["a/1", "a/10", "a/9", "a:"]);
      expect(keysOf(store.range("a/1", "b", 2))).toEqual(["a/1", "a/10"]);
      expect(keysOf(store.range("a/2", "a/:", 1))).toEqual(["a/9"]);
      expect(keysOf(store.range("a/2", "a/2", 1))).toEqual([]);
      expect(keysOf(store.range("b", "a", 9))).toEqual([]);
      expect(keysOf(store.scan("a/9"))).toEqual(["a/9", "a:", "b", "~"]);
      await store[Symbol.asyncDispose]();
    });

    it("finds the range that holds a number with one forward scan", async () => {
      const { store } = await open();
      const ends = ["range/imsi/15/315010000099999", "range/imsi/15/315010000199999", "range/imsi/13/3150100001999"];
      store.commit(storeBatch(1, { state: puts(...ends.map((end) => [end, "x"] as const)) }));
      const holder = (digits: string) => keysOf(store.range(`range/imsi/15/${digits}`, "range/imsi/150", 1));
      expect(holder("315010000100000")).toEqual([ends[1]]);
      expect(holder("315010000099999")).toEqual([ends[0]]);
      expect(holder("315010000200000")).toEqual([]);
      await store[Symbol.asyncDispose]();
    });

    it("hands out copies and takes copies", async () => {
      const { store } = await open();
      const value = Buffer.from("value");
      store.commit({ ...storeBatch(1), state: new Map([["k", value]]), tree: new Map([["a", value]]), block: value });
      value.fill(0);
      (store.get("k") as Uint8Array).fill(1);
      store.range("k", "l", 1)[0]?.value.fill(1);
      (store.treeNode("a") as Uint8Array).fill(1);
      (store.block(1) as Uint8Array).fill(1);
      expect([text(store.get("k")), text(store.range("k", "l", 1)[0]?.value)]).toEqual(["value", "value"]);
      expect([text(store.treeNode("a")), text(store.block(1))]).toEqual(["value", "value"]);
      await store[Symbol.asyncDispose]();
    });

    it("refuses a batch that cannot be right, whole", async () => {
      const { store } = await open();
      store.commit(storeBatch(5, { state: puts(["a", "1"]) }));
      const refused = [
        storeBatch(4, { state: puts(["a", "2"]) }),
        storeBatch(-1),
        storeBatch(5.5),
        storeBatch(6, { state: puts(["a", "2"], ["b", ""]) }),
        storeBatch(6, { meta: puts(["b", ""]) }),
      ];
      for (const batch of refused) expect(() => store.commit(batch)).toThrow(refusedWith("STORE_BATCH_INVALID"));
      expect([text(store.get("a")), store.get("b"), store.height()]).toEqual(["1", undefined, 5]);
      store.commit(storeBatch(5, { meta: puts(["heartbeat", "later"]) }));
      expect([text(store.meta("heartbeat")), store.height()]).toEqual(["later", 5]);
      await store[Symbol.asyncDispose]();
    });

    it("removes old blocks, a bounded number with each commit", async () => {
      const { store } = await open();
      for (let height = 0; height < 130; height += 1)
        store.commit(storeBatch(height, { block: utf8(`block ${height}`) }));
      expect(store.firstBlock()).toBe(0);
      store.commit(storeBatch(130, { pruneBlocksBelow: 120 }));
      expect([store.firstBlock(), store.block(99), text(store.block(100))]).toEqual([100, undefined, "block 100"]);
      store.commit(storeBatch(131, { pruneBlocksBelow: 120 }));
      store.commit(storeBatch(132, { pruneBlocksBelow: 120 }));
      expect([store.firstBlock(), text(store.block(120)), text(store.block(129))]).toEqual([
        120,
        "block 120",
        "block 129",
      ]);
      await store[Symbol.asyncDispose]();
    });

    it("is loaded in bulk, completed by the first commit, and not again", async () => {
      const { store, reopen } = await open();
      const entries = Array.from(
        { length: 25_000 },
        (_, n) => [`k/${String(n).padStart(6, "0")}`, utf8(`${n}`)] as const,
      );
      store.load({ state: entries.slice(0, 20_000) });
      store.load({ state: onceOnly(entries.slice(20_000)), tree: onceOnly([["", utf8("root")]]) });
      expect(() => store.load({ state: [["k/empty", new Uint8Array()]] })).toThrow(refusedWith("STORE_BATCH_INVALID"));
      store.commit(storeBatch(9));
      expect(() => store.load({ state: entries })).toThrow(refusedWith("STORE_BATCH_INVALID"));
      const again = reopen === undefined ? store : await reopen();
      expect([
        keysOf(again.scan("")).length,
        text(again.get("k/024999")),
        text(again.treeNode("")),
        again.height(),
      ]).toEqual([25_000, "24999", "root", 9]);
      await again[Symbol.asyncDispose]();
    });

    it("says that it is closed", async () => {
      const { store } = await open();
      await store[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      expect(() => store.get("a")).toThrow(refusedWith("STORE_CLOSED"));
      expect(() => store.commit(storeBatch(1))).toThrow(refusedWith("STORE_CLOSED"));
    });

    it("holds what a plain map would hold after any commits, also when opened again", async () => {
      const key = fc
        .array(fc.constantFrom("a", "b", "/", "0", "~", "Z"), { minLength: 1, maxLength: 4 })
        .map((parts) => parts.join(""));
      const commits = fc.array(
        fc.array(fc.tuple(key, fc.option(fc.string({ minLength: 1, maxLength: 5 }), { nil: undefined })), {
          maxLength: 12,
        }),
        { maxLength: 6 },
      );
      await fc.assert(
        fc.asyncProperty(commits, key, async (batches, start) => {
          const { store, reopen } = await open();
          const expected = new Map<string, string>();
          batches.forEach((changes, height) => {
            store.commit(storeBatch(height, { state: puts(...changes) }));
            for (const [name, value] of changes) {
              if (value === undefined) expected.delete(name);
              else expected.set(name, value);
            }
          });
          const again = reopen === undefined ? store : await reopen();
          const sorted = [...expected].filter(([name]) => name >= start).sort(([a], [b]) => (a < b ? -1 : 1));
          expect([...again.scan(start)].map((entry) => [entry.key, text(entry.value)])).toEqual(sorted);
          await again[Symbol.asyncDispose]();
        }),
        { numRuns: 25 },
      );
    });
  });
}
