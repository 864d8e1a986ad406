import { createHash } from "node:crypto";
import { toHex, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "./sha256.ts";

const reference = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("sha256", () => {
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
  ])("gives the digest of FIPS 180-4's example %j", (text, digest) => {
    expect(toHex(sha256(utf8(text)))).toBe(digest);
  });

  it("agrees with node:crypto at every length around the blocks", () => {
    for (let length = 0; length < 260; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 0xff);
      expect(toHex(sha256(bytes))).toBe(reference(bytes));
    }
  });

  it("agrees with node:crypto on any octets, also of a view", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(9), (bytes, offset) => {
        const view = bytes.subarray(offset);
        expect(toHex(sha256(view))).toBe(reference(view));
      }),
    );
  });
});
