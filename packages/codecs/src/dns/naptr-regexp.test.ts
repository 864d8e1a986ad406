import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codecErrors } from "../errors.ts";
import { applyNaptrRegexp, MAX_NAPTR_REGEXP_CHOICES, naptrRegexpTo } from "./naptr-regexp.ts";

interface Rule {
  readonly name: string;
  readonly regexp?: string;
  readonly aus?: string;
  readonly valid: boolean;
}
interface EnumVectors {
  readonly vectors: readonly {
    readonly aus: string;
    readonly records: readonly { regexp: string; applied?: string }[];
  }[];
  readonly regexpRules: readonly Rule[];
}
const file = JSON.parse(readFileSync(new URL("../../../../vectors/enum.json", import.meta.url), "utf8")) as EnumVectors;

const aus = "+16505551234";
const outcome = (regexp: string, on = aus) => {
  try {
    return applyNaptrRegexp(regexp, on);
  } catch (error) {
    return codecErrors.is(error, "NAPTR_REGEXP_INVALID") ? "invalid" : error;
  }
};

describe("NAPTR regexp fields", () => {
  const cases = file.vectors.flatMap(({ aus, records }) => records.map((record) => ({ aus, ...record })));
  it.each(cases.filter((record) => record.applied !== undefined))("applies $regexp", ({ aus, regexp, applied }) => {
    expect(applyNaptrRegexp(regexp, aus)).toBe(applied);
  });

  it.each(file.regexpRules.filter((rule) => !rule.valid))("refuses $name", ({ regexp, aus }) => {
    expect(outcome(regexp ?? "!^.*$!tel:+1!", aus)).toBe("invalid");
  });

  it("tells no match from a fault", () => {
    expect(outcome("!^\\+44(.*)$!sip:\\1@example.org!")).toBeUndefined();
  });

  it("reads an escaped delimiter as the character, and the flag i", () => {
    expect(outcome("/^.*$/http:\\/\\/example.org\\/x/i")).toBe("http://example.org/x");
  });

  it.each([
    ["a repeated group", "!^(.*)*$!x!"],
    ["a repeated repetition", "!^.*+$!x!"],
    ["look-ahead", "!^(?=.)$!x!"],
    ["an ECMAScript class", "!^\\d$!x!"],
    ["a POSIX class", "![[:digit:]]!x!"],
    ["a reversed range", "![9-0]!x!"],
    ["an open group", "!(!x!"],
    ["an empty field", ""],
    ["a fourth delimiter", "!a!b!!"],
    ["too many choices", `!${".*".repeat(MAX_NAPTR_REGEXP_CHOICES + 1)}!x!`],
  ])("refuses %s", (_, regexp) => {
    expect(outcome(regexp)).toBe("invalid");
  });

  it("ends soon on the worst that it accepts", () => {
    const started = performance.now();
    expect(outcome(`!^${".*".repeat(MAX_NAPTR_REGEXP_CHOICES)}x$!y!`, "+123456789012345")).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("writes a field that gives the URI back", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (uri) => {
        expect(applyNaptrRegexp(naptrRegexpTo(uri), aus)).toBe(uri);
      }),
    );
  });

  it("answers any field with a text, no match or its own error", () => {
    const letters = "!^$.*+?()[]{},|\\1ai-9".split("");
    const field = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...letters), { maxLength: 24 }).map((c) => `!${c.join("")}`),
    );
    fc.assert(
      fc.property(field, (regexp) => {
        expect(["string", "undefined"]).toContain(typeof outcome(regexp));
      }),
      { numRuns: 5000 },
    );
  });
});
