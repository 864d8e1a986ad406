import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toDigits } from "./digits.ts";
import { nextRun, patternOf } from "./pattern.ts";

const place = fc.constantFrom("?", "?", "0", "5", "9");

/** All numbers of five digits from `from` on that match, counted one by one. */
function matchingFrom(pattern: string, from: string): readonly string[] {
  const found: string[] = [];
  for (let n = Number(from); n < 100_000; n += 1) {
    const digits = toDigits(n, 5);
    if (Array.from(pattern).every((wanted, i) => wanted === "?" || wanted === digits[i])) found.push(digits);
  }
  return found;
}

describe("a pattern of digits", () => {
  it("enumerates exactly the numbers that match, in order", () => {
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 5, maxLength: 5 }).map((places) => places.join("")),
        fc.integer({ min: 99_000, max: 99_999 }),
        (pattern, n) => {
          const from = toDigits(n, 5);
          const found: string[] = [];
          let next: string | undefined = from;
          while (next !== undefined) {
            const run = nextRun(pattern, next);
            if (run === undefined) break;
            for (let k = Number(run.start); k <= Number(run.end); k += 1) found.push(toDigits(k, 5));
            next = run.end === "99999" ? undefined : toDigits(Number(run.end) + 1, 5);
          }
          expect(found).toEqual(matchingFrom(pattern, from));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("finds the first match from anywhere", () => {
    expect(nextRun("31501??7??", "3150138800")).toEqual({ start: "3150139700", end: "3150139799" });
    expect(nextRun("12345", "12345")).toEqual({ start: "12345", end: "12345" });
    expect(nextRun("12345", "12346")).toBeUndefined();
  });

  it("is made of prefix and pattern, which must agree", () => {
    expect(patternOf(6, "315")).toBe("315???");
    expect(patternOf(6, "315", "???7??")).toBe("3157??");
    for (const contradiction of [
      () => patternOf(6, "315", "4?????"),
      () => patternOf(5, "315010"),
      () => patternOf(5, "", "??????"),
    ]) {
      expect(contradiction).toThrow(expect.objectContaining({ code: "RANGE_INVALID" }));
    }
  });
});
