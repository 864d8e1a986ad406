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

  it("reads both cases of hexadecimal digits and texts longer than its scratch space", () => {
    const octets = Uint8Array.from({ length: 5_000 }, (_, i) => i);
    expect(fromHex(toHex(octets).toUpperCase())).toEqual(octets);
    expect(fromBase64Url(toBase64Url(octets))).toEqual(octets);
  });

  it("accepts of base64url exactly what it writes itself", () => {
    const digits = fc.constantFrom(...Array.from("ABQYZagwz019-_+/=. é\u0141"));
    const accepted = (text: string): Uint8Array | undefined => {
      try {
        return fromBase64Url(text);
      } catch {
        return undefined;
      }
    };
    fc.assert(
      fc.property(fc.string({ unit: digits, maxLength: 7 }), (text) => {
        const octets = Buffer.from(text, "base64url");
        const canonical = octets.toString("base64url") === text;
        expect(accepted(text)).toEqual(canonical ? Uint8Array.from(octets) : undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["0", "0g", " 00", "0x00", "\u0130\u0130", "é0"])("refuses %j as hexadecimal", (text) => {
    expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: "INVALID_HEX" }));
  });

  it.each(["A", "AA==", "A+/A", "AB", "AAB", " AA", "AAAA\u0141AAA", "A\u00c1"])("refuses %j as base64url", (text) => {
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
