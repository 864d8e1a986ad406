import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divideHalfEven, writeAmount } from "./money.ts";

describe("money", () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [15n, 10n, 2n],
    [25n, 10n, 2n],
  ])("rounds %d / %d half to even", (numerator, denominator, rounded) => {
    expect(divideHalfEven(numerator, denominator)).toBe(rounded);
  });

  it("is never further than half from the exact quotient", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 1000n), (numerator, denominator) => {
        const error = divideHalfEven(numerator, denominator) * denominator - numerator;
        expect((error < 0n ? -error : error) * 2n <= denominator).toBe(true);
      }),
    );
  });

  it("refuses amounts beyond 18 digits", () => {
    expect(writeAmount(-(10n ** 18n - 1n))).toBe("-999999999999999999");
    expect(() => writeAmount(10n ** 18n)).toThrow(expect.objectContaining({ code: "AMOUNT_INVALID" }));
    expect(() => writeAmount(-(10n ** 18n))).toThrow(expect.objectContaining({ code: "AMOUNT_INVALID" }));
  });
});
