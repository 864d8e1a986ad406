import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareBytes, concat, equalBytes, fromBase64Url, fromHex, toBase64Url, toHex } from "./bytes.ts";

describe("octets as text", () => {
  it("round-trips through hexadecimal and base64url", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
        expect(fromHex(toHex(octets))).toEqual(octets);
        expect(fromBase64Url(toBase64Url(octets))).toEqual(octets);
        expect(toBase64Url(octets)).toBe(Buffer.from(octets).toString("base64url"));
      }),
    );
  });

  it.each(["0", "0g", " 00", "0x00"])("refuses %j as hexadecimal", (text) => {
    expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: "INVALID_HEX" }));
  });

  it.each(["A", "AA==", "A+/A", "AB", " AA"])("refuses %j as base64url", (text) => {
    expect(() => fromBase64Url(text)).toThrow(expect.objectContaining({ code: "INVALID_BASE64URL" }));
  });
});

describe("comparison of octets", () => {
  it("orders and equals as Buffer does", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b));
        expect(equalBytes(a, b)).toBe(Buffer.from(a).equals(b));
        expect(concat(a, b)).toEqual(Uint8Array.from([...a, ...b]));
      }),
    );
  });
});
