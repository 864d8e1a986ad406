import { hash } from "node:crypto";
import { concat, equalBytes, toHex, utf8 } from "@symbolon/base";
import { EMPTY_TREE_ROOT, type TreePath, treeRootOf } from "@symbolon/proofs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ledgerErrors } from "../errors.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { proveKey } from "./prove-key.ts";
import { SparseMerkleTree } from "./sparse-merkle-tree.ts";
import { TreeBuilder } from "./tree-builder.ts";
import { treeChanges } from "./tree-change.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

/** A few key hashes with long common prefixes, so that deep paths and lifting are met. */
function crowdedKey(n: number): Uint8Array {
  const key = new Uint8Array(32);
  key[0] = n & 1 ? 0xff : 0;
  key[(n >> 1) % 31] = n & 0x70;
  key[31] = n & 0x0f;
  return key;
}

type Leaves = ReadonlyMap<string, { readonly keyHash: Uint8Array; readonly valueHash: Uint8Array }>;

/** The definition, word for word and without any storage: the oracle of these tests. */
function naiveRoot(leaves: Leaves): string {
  const all = [...leaves.values()].map(({ keyHash, valueHash }) => ({
    bits: [...keyHash].map((octet) => octet.toString(2).padStart(8, "0")).join(""),
    hash: sha256(Buffer.concat([Buffer.of(0), keyHash, valueHash])),
  }));
  const root = (part: typeof all, depth: number): Uint8Array => {
    if (part.length === 0) return Buffer.alloc(32);
    if (part.length === 1) return (part[0] as (typeof all)[number]).hash;
    const left = root(
      part.filter(({ bits }) => bits[depth] === "0"),
      depth + 1,
    );
    const right = root(
      part.filter(({ bits }) => bits[depth] === "1"),
      depth + 1,
    );
    return sha256(Buffer.concat([Buffer.of(1), left, right]));
  };
  return toHex(root(all, 0));
}

class TreeUnderTest {
  readonly store = new MemoryStore();
  readonly tree: SparseMerkleTree;
  readonly leaves = new Map<string, { keyHash: Uint8Array; valueHash: Uint8Array }>();

  constructor(cachedNodes: number) {
    this.tree = new SparseMerkleTree({ cachedNodes }, { source: this.store });
  }

  apply(changes: readonly { keyHash: Uint8Array; valueHash: Uint8Array | undefined }[]): void {
    const update = this.tree.update(changes);
    this.store.commit({ height: 0, state: new Map(), tree: update.nodes, meta: new Map() });
    this.tree.accept(update);
    for (const { keyHash, valueHash } of changes) {
      if (valueHash === undefined) this.leaves.delete(toHex(keyHash));
      else this.leaves.set(toHex(keyHash), { keyHash, valueHash });
    }
  }
}

const changes = fc.array(
  fc.record({
    keyHash: fc.oneof(
      fc.integer({ min: 0, max: 300 }).map(crowdedKey),
      fc.integer({ min: 0, max: 60 }).map((n) => sha256(utf8(`key ${n}`))),
    ),
    valueHash: fc.option(
      fc.integer({ min: 0, max: 3 }).map((n) => sha256(utf8(`value ${n}`))),
      {
        nil: undefined,
        freq: 2,
      },
    ),
  }),
  { maxLength: 40 },
);

describe("SparseMerkleTree", () => {
  it("has the root that its definition gives after any history, whatever is cached", () => {
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 8 }), fc.integer({ min: 1, max: 60 }), (blocks, cachedNodes) => {
        const subject = new TreeUnderTest(cachedNodes);
        for (const block of blocks) {
          subject.apply(block);
          expect(toHex(subject.tree.root)).toBe(naiveRoot(subject.leaves));
        }
        const builder = new TreeBuilder();
        for (const { keyHash, valueHash } of subject.leaves.values()) builder.add(keyHash, valueHash);
        const rebuilt = new Map(builder.nodes());
        expect(toHex(builder.root)).toBe(toHex(subject.tree.root));
        for (const [path, node] of rebuilt) expect(subject.store.treeNode(path)).toEqual(Uint8Array.from(node));
        const reopened = new SparseMerkleTree({}, { source: subject.store });
        expect(toHex(reopened.root)).toBe(toHex(subject.tree.root));
      }),
      { numRuns: 80 },
    );
  });

  it("leaves no node behind when everything is deleted", () => {
    fc.assert(
      fc.property(changes, (block) => {
        const subject = new TreeUnderTest(100);
        subject.apply(block);
        const written = [...subject.tree.update(block).nodes.keys(), ""];
        subject.apply([...subject.leaves.values()].map(({ keyHash }) => ({ keyHash, valueHash: undefined })));
        expect(toHex(subject.tree.root)).toBe(toHex(EMPTY_TREE_ROOT));
        for (const path of written) expect(subject.store.treeNode(path)).toBeUndefined();
      }),
    );
  });

  it("writes nothing for changes that change nothing", () => {
    const subject = new TreeUnderTest(100);
    const block = Array.from({ length: 50 }, (_, n) => ({
      keyHash: sha256(utf8(`${n}`)),
      valueHash: sha256(utf8("v")),
    }));
    subject.apply(block);
    expect(subject.tree.update(block).nodes.size).toBe(0);
    expect(subject.tree.update([{ keyHash: sha256(utf8("absent")), valueHash: undefined }]).nodes.size).toBe(0);
  });

  it("proves what is there and what is not, from its cache and from the store alike", () => {
    fc.assert(
      fc.property(changes, (block) => {
        const subject = new TreeUnderTest(3);
        subject.apply(block);
        const asked = [...Array.from({ length: 300 }, (_, n) => crowdedKey(n)), sha256(utf8("elsewhere"))];
        for (const keyHash of asked) {
          const path = subject.tree.prove(keyHash);
          expect(proveKey(subject.store, keyHash)).toEqual(path);
          expect(toHex(treeRootOf(keyHash, path, sha256))).toBe(toHex(subject.tree.root));
          const leaf = subject.leaves.get(toHex(keyHash));
          const present = leaf === undefined ? undefined : toHex(concat(leaf.keyHash, leaf.valueHash));
          expect(leafFor(path, keyHash)).toBe(present);
        }
      }),
      { numRuns: 8 },
    );
  });

  it("keeps the accepted tree when an update is dropped, and refuses an update of another root", () => {
    const subject = new TreeUnderTest(100);
    const put = (text: string) => treeChanges(new Map([[text, utf8(text)]]), sha256);
    const dropped = subject.tree.update(put("a"));
    subject.apply([...put("b")]);
    expect(toHex(subject.tree.root)).toBe(naiveRoot(subject.leaves));
    expect(() => subject.tree.accept(dropped)).toThrow(expect.objectContaining({ code: "TREE_UPDATE_STALE" }));
    const accepted = subject.tree.update(put("c"));
    subject.store.commit({ height: 1, state: new Map(), tree: accepted.nodes, meta: new Map() });
    subject.tree.accept(accepted);
    expect(() => subject.tree.accept(accepted)).toThrow(expect.objectContaining({ code: "TREE_UPDATE_STALE" }));
  });

  it("never builds on a node that was altered: every octet of every node counts", () => {
    const subject = new TreeUnderTest(100);
    const keys = Array.from({ length: 40 }, (_, n) => sha256(utf8(`key ${n}`)));
    subject.apply(keys.map((keyHash) => ({ keyHash, valueHash: sha256(keyHash) })));
    const root = toHex(subject.tree.root);
    const nodes = nodesOf(subject.store);
    expect(nodes.size).toBeGreaterThan(10);
    const sound = { treeNode: (path: string) => nodes.get(path) };
    expect(noticed(sound, keys, root)).toBe(false);
    for (const [path, node] of [...nodes].slice(0, 3)) {
      for (let at = 0; at < node.length; at += 1) {
        const altered = node.slice();
        altered[at] = (altered[at] as number) ^ (1 << (at % 8));
        const source = { treeNode: (asked: string) => (asked === path ? altered : nodes.get(asked)) };
        expect(noticed(source, keys, root), `node "${path}" octet ${at}`).toBe(true);
      }
    }
  });

  it("names a node that is missing", () => {
    const subject = new TreeUnderTest(100);
    const keys = Array.from({ length: 40 }, (_, n) => sha256(utf8(`key ${n}`)));
    subject.apply(keys.map((keyHash) => ({ keyHash, valueHash: sha256(keyHash) })));
    const source = { treeNode: (path: string) => (path === "" ? subject.store.treeNode("") : undefined) };
    expect(() => keys.map((key) => proveKey(source, key))).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
  });
});

function nodesOf(store: MemoryStore, path = ""): Map<string, Uint8Array> {
  const node = store.treeNode(path);
  if (node === undefined) return new Map();
  const below = "0123456789abcdef".split("").flatMap((nibble) => [...nodesOf(store, path + nibble)]);
  return new Map([[path, node], ...below]);
}

/** The root node has no parent: its root is compared with the header by whoever opens the tree. */
function noticed(
  source: { treeNode(path: string): Uint8Array | undefined },
  keys: readonly Uint8Array[],
  root: string,
): boolean {
  try {
    const tree = new SparseMerkleTree({}, { source });
    if (toHex(tree.root) !== root) return true;
    tree.update(keys.map((keyHash) => ({ keyHash, valueHash: sha256(utf8("new")) })));
    return false;
  } catch (error) {
    if (ledgerErrors.is(error, "STORE_CORRUPT")) return true;
    throw error;
  }
}

/** What a path says of a key: its leaf, or undefined when it is not there. */
function leafFor(path: TreePath, keyHash: Uint8Array): string | undefined {
  if (path.leaf === undefined || !equalBytes(path.leaf.keyHash, keyHash)) return undefined;
  return toHex(concat(path.leaf.keyHash, path.leaf.valueHash));
}
