import { hash } from "node:crypto";
import { fromHex, toHex, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { merkleAuditPath, merkleRoot, verifyMerkleInclusion } from "./merkle-tree.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

/** Leaves and roots of the reference implementation of Certificate Transparency (merkle_tree_test). */
const ctLeaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map(fromHex);
const ctRoots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

describe("Merkle tree over a list", () => {
  it.each(ctRoots.map((root, index) => ({ size: index + 1, root })))(
    "has the root of RFC 6962 over $size leaves",
    ({ size, root }) => {
      expect(toHex(merkleRoot(ctLeaves.slice(0, size), sha256))).toBe(root);
    },
  );

  it("has the hash of nothing as the root of an empty list", () => {
    expect(toHex(merkleRoot([], sha256))).toBe(toHex(sha256(new Uint8Array())));
  });

  it("proves every leaf at its position, and nothing else", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, at, other) => {
        const leaves = Array.from({ length: size }, (_, n) => utf8(`leaf ${n}`));
        const index = at % size;
        const root = merkleRoot(leaves, sha256);
        const proof = { leaf: leaves[index] as Uint8Array, index, size, path: merkleAuditPath(leaves, index, sha256) };
        expect(verifyMerkleInclusion(proof, root, sha256)).toBe(true);
        const elsewhere = other % (size + 1);
        const moved = verifyMerkleInclusion({ ...proof, index: elsewhere }, root, sha256);
        expect(moved).toBe(elsewhere === index);
        expect(verifyMerkleInclusion({ ...proof, leaf: utf8("other") }, root, sha256)).toBe(false);
        expect(verifyMerkleInclusion({ ...proof, path: [...proof.path, root] }, root, sha256)).toBe(false);
        const shorter = verifyMerkleInclusion({ ...proof, path: proof.path.slice(1) }, root, sha256);
        expect(shorter).toBe(proof.path.length === 0);
      }),
    );
  });

  it("refuses positions that are none", () => {
    const root = merkleRoot([utf8("a")], sha256);
    for (const [index, size] of [
      [-1, 1],
      [1, 1],
      [0.5, 1],
      [0, 0],
      [0, Number.NaN],
    ] as const) {
      expect(verifyMerkleInclusion({ leaf: utf8("a"), index, size, path: [] }, root, sha256)).toBe(false);
    }
    expect(() => merkleAuditPath([utf8("a")], 1, sha256)).toThrow(RangeError);
  });
});
