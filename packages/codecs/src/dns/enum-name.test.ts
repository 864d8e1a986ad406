import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enumNameOf, enumNumberOf, isWithinZone } from "./enum-name.ts";

const zone = "e164.arpa";

describe("ENUM names", () => {
  it("reverses digits under the zone and back", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,15}$/), fc.constantFrom(zone, "e164enum.net", "numbers"), (digits, zone) => {
        const name = enumNameOf(digits, zone);
        expect(isWithinZone(name, zone)).toBe(true);
        expect(enumNumberOf(name, zone)).toBe(digits);
      }),
    );
  });

  it.each([
    "x.e164.arpa",
    "11.e164.arpa",
    "1.22.e164.arpa",
    "-.e164.arpa",
    `${"1.".repeat(16)}e164.arpa`,
    "\\001.e164.arpa",
  ])("finds no number in %s", (name) => {
    expect(enumNumberOf(name, zone)).toBeUndefined();
  });

  it("finds no digits at the zone itself", () => {
    expect(enumNumberOf(zone, zone)).toBe("");
  });

  it.each(["arpa", "1.2.example.net", "xe164.arpa", "1.e164.arpa.net", ""])("keeps %s outside the zone", (name) => {
    expect(isWithinZone(name, zone)).toBe(false);
  });

  it.each(["", "+46", "1234567890123456", "12a"])("makes no name for %j", (digits) => {
    expect(() => enumNameOf(digits, zone)).toThrow("1 to 15 digits");
  });
});
