import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { symbolonErrors } from "../errors.ts";
import { parsePlanFile } from "./parse-plan-file.ts";

const HEADER = "start,end,holder,country_code,price,currency";

function parse(...lines: readonly string[]) {
  return parsePlanFile(Buffer.from([HEADER, ...lines].join("\n")));
}

/** "none" also for the error that a plan file may throw. */
function failureOf(act: () => unknown): string {
  try {
    act();
    return "none";
  } catch (error) {
    return symbolonErrors.is(error) ? "none" : String(error);
  }
}

describe("a plan file", () => {
  it("takes leading plus signs, quotes, blank lines, a byte order mark and CRLF", () => {
    const text = '\uFEFFstart,end,holder\r\n+420704000000,420704599999,"SAZKA sazkova kancelar, a.s"\r\n\r\n';
    expect(parsePlanFile(Buffer.from(text))).toEqual({
      rows: [{ line: 2, start: "420704000000", end: "420704599999", holder: "SAZKA sazkova kancelar, a.s" }],
      faults: [],
    });
  });

  it.each([
    ["x,10000,a,,,", 'start "x" is not 5 to 15 digits'],
    ["10000,1234567890123456,a,,,", 'end "1234567890123456" is not 5 to 15 digits'],
    ["10000,100000,a,,,", "start has 5 digits, end has 6"],
    ["20000,10000,a,,,", "start is greater than end"],
    ["10000,20000,,,,", "the holder is empty"],
    ["10000,20000,a,0,,", 'country_code "0" is not an E.164 country code'],
    ["10000,20000,a,1,1.5,EUR", 'price "1.5" is not a whole number of minor units'],
    ["10000,20000,a,1,1,euro", 'currency "euro" is not an ISO 4217 code'],
    ["10000,20000,a,1,1,", "a price without a currency"],
  ])("reports the line %s", (line, reason) => {
    expect(parse(line)).toEqual({ rows: [], faults: [{ line: 2, reason, text: line }] });
  });

  it("reports overlaps with the number of the other line", () => {
    const { rows, faults } = parse("30000,39999,a,,,", "10000,30000,b,,,", "40000,49999,c,,,", "300000,399999,d,,,");
    expect(faults.map(({ line, reason }) => [line, reason])).toEqual([[3, "overlaps with line 2"]]);
    expect(rows.map(({ line }) => line)).toEqual([2, 4, 5]);
  });

  it.each(["start,end", "start,end,holder,colour", "start,start,end,holder", ""])("refuses the header %j", (header) => {
    const act = () => parsePlanFile(Buffer.from(`${header}\n1,2,3\n`));
    expect(act).toThrow(expect.objectContaining({ code: "PLAN_FILE_INVALID" }));
  });

  it("finds no pair of good lines that overlap, whatever the file", () => {
    const range = fc
      .tuple(fc.integer({ min: 10_000, max: 10_300 }), fc.nat(30))
      .map(([start, size]) => `${start},${start + size},a,,,`);
    fc.assert(
      fc.property(fc.array(range, { maxLength: 40 }), (lines) => {
        const { rows, faults } = parse(...lines);
        const clash = rows.some((a) => rows.some((b) => a.line !== b.line && a.start <= b.end && b.start <= a.end));
        expect(clash).toBe(false);
        expect(rows.length + faults.length).toBe(lines.length);
      }),
    );
  });

  it("never throws anything but its own error on random octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        expect(failureOf(() => parsePlanFile(Buffer.concat([Buffer.from(`${HEADER}\n`), octets])))).toBe("none");
      }),
    );
  });

  it("reads the world's mobile ranges without a fault", () => {
    const { rows, faults } = parsePlanFile(
      readFileSync(join(import.meta.dirname, "../../../../examples/mobile-ranges.csv")),
    );
    expect(faults).toEqual([]);
    expect(rows).toHaveLength(11_661);
    expect(new Set(rows.map(({ holder, countryCode }) => `${countryCode} ${holder}`)).size).toBe(1512);
    expect(rows.reduce((sum, { start, end }) => sum + Number(end) - Number(start) + 1, 0)).toBe(31_586_851_310);
  });
});
