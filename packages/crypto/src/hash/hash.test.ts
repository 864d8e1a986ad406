import { fromHex, toHex, utf8 } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { equalSecrets } from "./equal-secrets.ts";
import { hmac } from "./hmac.ts";
import { sha256 } from "./sha256.ts";

describe("hashes", () => {
  it("computes SHA-256 as FIPS 180-4 shows for abc", () => {
    expect(toHex(sha256(utf8("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("computes HMAC as RFC 4231 clause 4.2 shows", () => {
    const key = new Uint8Array(20).fill(0x0b);
    expect(toHex(hmac("sha256", key, utf8("Hi There")))).toBe(
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    );
    expect(toHex(hmac("sha512", key, utf8("Hi There")))).toMatch(/^87aa7cdea5ef619d4ff0b4241a1d6cb0/);
  });

  it("compares secrets by content and length", () => {
    const secret = fromHex("00112233");
    expect(equalSecrets(secret, fromHex("00112233"))).toBe(true);
    expect(equalSecrets(secret, fromHex("00112234"))).toBe(false);
    expect(equalSecrets(secret, fromHex("001122"))).toBe(false);
    expect(equalSecrets(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });
});
