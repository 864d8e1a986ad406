import fc from "fast-check";
import { describe, expect, it } from "vitest";
import vectors from "../../../vectors/canonical-json.json" with { type: "json" };
import { fromHex, fromUtf8, utf8 } from "./bytes.ts";
import { canonicalBytes, canonicalJson, MAX_JSON_DEPTH, parseCanonicalJson, parseJson } from "./canonical-json.ts";
import { baseErrors } from "./errors.ts";

function ieee754(hex: string): number {
  const octets = fromHex(hex);
  return new DataView(octets.buffer).getFloat64(0);
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (baseErrors.is(error)) return error.code;
    throw error;
  }
  return "none";
}

describe("canonical JSON (RFC 8785)", () => {
  it("writes the example of clause 3.2.2", () => {
    const [first] = vectors.vectors;
    expect(canonicalBytes(parseJson(first?.json ?? ""))).toEqual(fromHex(first?.canonicalHex ?? ""));
  });

  it("orders names by UTF-16 code units as in clause 3.2.3", () => {
    const second = vectors.vectors[1];
    const written = JSON.parse(canonicalJson(parseJson(second?.json ?? ""))) as object;
    const text = canonicalJson(parseJson(second?.json ?? ""));
    const positions = (second?.names ?? []).map((name) => text.indexOf(`${JSON.stringify(name)}:`));
    expect(Object.keys(written)).toHaveLength(7);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions).not.toContain(-1);
  });

  it.each(vectors.numbers)("writes $ieee754 as $json", ({ ieee754: octets, json }) => {
    expect(canonicalJson(ieee754(octets))).toBe(json);
  });

  it.each(vectors.invalidNumbers)("refuses $reason", ({ ieee754: octets }) => {
    expect(codeOf(() => canonicalJson(ieee754(octets)))).toBe("INVALID_JSON");
  });

  it.each(vectors.notCanonical)("refuses as input: $reason", ({ json }) => {
    expect(codeOf(() => parseCanonicalJson(utf8(json)))).toBe("JSON_NOT_CANONICAL");
  });

  it("refuses lone surrogates, octets that are not UTF-8 and syntax errors", () => {
    expect(codeOf(() => canonicalJson("\ud800"))).toBe("INVALID_JSON");
    expect(codeOf(() => parseCanonicalJson(Uint8Array.of(0x22, 0xff, 0x22)))).toBe("INVALID_JSON");
    expect(codeOf(() => parseCanonicalJson(utf8("{")))).toBe("INVALID_JSON");
  });

  it("refuses nesting beyond its limit before it recurses", () => {
    const deep = "[".repeat(MAX_JSON_DEPTH + 1);
    expect(codeOf(() => parseJson(deep))).toBe("TOO_LARGE");
    expect(codeOf(() => parseJson("[".repeat(1_000_000)))).toBe("TOO_LARGE");
    expect(parseJson(`"${deep}"`)).toBe(deep);
  });

  it("writes every text as JSON.stringify does, whether it needs escapes or not", () => {
    for (let code = 0; code < 0x180; code += 1) {
      const text = `a${String.fromCharCode(code)}z`;
      expect(canonicalJson({ [text]: text })).toBe(JSON.stringify({ [text]: text }));
    }
  });

  it("leaves out undefined members", () => {
    expect(canonicalJson({ b: 1, a: undefined } as never)).toBe('{"b":1}');
  });

  it("round-trips every JSON value and is stable", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const octets = canonicalBytes(value as never);
        const again = parseCanonicalJson(octets);
        expect(canonicalJson(again)).toBe(fromUtf8(octets));
      }),
    );
  });

  it("never throws anything but its own errors on random octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (octets) => {
        expect(["none", "INVALID_JSON", "JSON_NOT_CANONICAL"]).toContain(codeOf(() => parseCanonicalJson(octets)));
      }),
      { numRuns: 2000 },
    );
  });
});
