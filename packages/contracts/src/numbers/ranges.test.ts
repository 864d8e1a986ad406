import { describe, expect, it } from "vitest";
import { rangeOfBlock, requireDisjoint } from "./ranges.ts";

describe("ranges of one call", () => {
  it("touch but do not overlap, by one number or more", () => {
    const range = (start: string, end: string) => ({ start, end });
    const touching = [range("20010", "20019"), range("20000", "20009"), range("020005", "020005")];
    expect(requireDisjoint(touching).map(({ start }) => start)).toEqual(["20000", "20010", "020005"]);
    for (const start of ["20009", "20005", "20000"]) {
      expect(() => requireDisjoint([range(start, "20019"), range("20000", "20009")])).toThrow(
        expect.objectContaining({ code: "RANGE_OVERLAP" }),
      );
    }
  });

  it("may be named by network code and block number", () => {
    expect(rangeOfBlock({ plmn: "315010", block: "1234" })).toEqual({
      start: "315010123400000",
      end: "315010123499999",
    });
    expect(() => rangeOfBlock({ plmn: "31501", block: "" })).not.toThrow();
    expect(() => rangeOfBlock({ plmn: "3150", block: "" })).toThrow(expect.objectContaining({ code: "RANGE_INVALID" }));
  });
});
