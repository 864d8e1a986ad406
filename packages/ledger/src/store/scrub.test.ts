import { hash } from "node:crypto";
import { toHex, utf8 } from "@symbolon/base";
import { storeBatch } from "@symbolon/testkit/store-compliance";
import { describe, expect, it } from "vitest";
import { SparseMerkleTree } from "../tree/sparse-merkle-tree.ts";
import { treeChanges } from "../tree/tree-change.ts";
import { MemoryStore } from "./memory-store.ts";
import { GuardedState, MAX_QUARANTINED_RECORDS, Quarantine } from "./quarantine.ts";
import { scrub, stateRootOf } from "./scrub.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");
const keyOf = (n: number): string => `k/${String(n).padStart(3, "0")}`;

function soundStore(): { readonly store: MemoryStore; readonly root: string } {
  const store = new MemoryStore();
  const tree = new SparseMerkleTree({}, { source: store });
  const state = new Map(Array.from({ length: 100 }, (_, n) => [keyOf(n), utf8(`value ${n}`)]));
  const update = tree.update(treeChanges(state, sha256));
  store.commit(storeBatch(1, { state, tree: update.nodes }));
  return { store, root: toHex(update.root) };
}

/** Changes a record behind the tree's back, as a damaged disk would. */
function damage(store: MemoryStore, key: string, value: Uint8Array | undefined): void {
  store.commit(storeBatch(1, { state: new Map([[key, value]]) }));
}

function scrubAll(store: MemoryStore, limit: number): readonly string[] {
  const found: string[] = [];
  for (let from: string | undefined = ""; from !== undefined;) {
    const report = scrub(store, { from, limit }, sha256);
    found.push(...report.damaged.map(({ key }) => key));
    from = report.next;
  }
  return found;
}

const corrupt = (key: string): unknown => expect.objectContaining({ code: "STORE_CORRUPT", details: { key } });

describe("scrub", () => {
  it("finds nothing in a sound state and covers it in steps", () => {
    const { store, root } = soundStore();
    const report = scrub(store, { from: "", limit: 40 }, sha256);
    expect(report).toEqual({ checked: 40, damaged: [], next: keyOf(40) });
    expect(scrub(store, { from: keyOf(60), limit: 40 }, sha256)).toEqual({ checked: 40, damaged: [], next: undefined });
    expect(toHex(stateRootOf(store.scan(""), sha256))).toBe(root);
  });

  it("names altered and invented records; a lost one changes the root of the records", () => {
    const { store, root } = soundStore();
    damage(store, keyOf(17), utf8("value 18"));
    damage(store, "k/xyz", utf8("invented"));
    expect(scrubAll(store, 7)).toEqual([keyOf(17), "k/xyz"]);
    const { store: other } = soundStore();
    damage(other, keyOf(5), undefined);
    expect(scrubAll(other, 1000)).toEqual([]);
    expect(toHex(stateRootOf(other.scan(""), sha256))).not.toBe(root);
  });

  it("names every record below a damaged node of the tree", () => {
    const { store } = soundStore();
    const node = store.treeNode("3") as Uint8Array;
    node[20] = (node[20] as number) ^ 1;
    store.commit(storeBatch(1, { tree: new Map([["3", node]]) }));
    const below = Array.from({ length: 100 }, (_, n) => keyOf(n)).filter((key) =>
      toHex(sha256(utf8(key))).startsWith("3"),
    );
    expect(below.length).toBeGreaterThan(1);
    expect(scrubAll(store, 1000)).toEqual(below);
  });
});

describe("Quarantine", () => {
  it("refuses damaged records until they are written anew, also after a restart", () => {
    const { store } = soundStore();
    let quarantine = Quarantine.of(store);
    const state = new GuardedState(store, () => quarantine);
    expect(state.get(keyOf(17))).toEqual(utf8("value 17"));
    quarantine = quarantine.with([keyOf(17), keyOf(18)]);
    store.commit(storeBatch(1, { meta: quarantine.facts() }));
    quarantine = Quarantine.of(store);
    expect(() => state.get(keyOf(17))).toThrow(corrupt(keyOf(17)));
    expect(() => state.range(keyOf(10), keyOf(20), 10)).toThrow(corrupt(keyOf(17)));
    expect(state.range(keyOf(10), keyOf(17), 10)).toHaveLength(7);
    quarantine = quarantine.without([keyOf(17)]);
    expect(state.get(keyOf(17))).toBeDefined();
    quarantine = quarantine.without([keyOf(18)]);
    store.commit(storeBatch(1, { meta: quarantine.facts() }));
    expect(Quarantine.of(store).size).toBe(0);
  });

  it("gives the store up when too much of it is damaged or its own list is", () => {
    const { store } = soundStore();
    const keys = Array.from({ length: MAX_QUARANTINED_RECORDS + 1 }, (_, n) => `k${n}`);
    expect(() => Quarantine.of(store).with(keys)).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
    for (const bad of ["{}", "[1]", "["]) {
      store.commit(storeBatch(1, { meta: new Map([["quarantine", utf8(bad)]]) }));
      expect(() => Quarantine.of(store)).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
    }
  });
});
