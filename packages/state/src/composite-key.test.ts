import { describe, expect, it } from "vitest";
import { compositeKey, keysBelow, lastKeyPart, MAX_KEY_LENGTH } from "./composite-key.ts";

describe("state keys", () => {
  it("joins parts and takes the last one off again", () => {
    expect(compositeKey("range", "imsi", "15", "315010000199999")).toBe("range/imsi/15/315010000199999");
    expect(lastKeyPart("range/imsi/15/315010000199999")).toBe("315010000199999");
  });

  it.each([[[""]], [["a/b"]], [["a b"]], [["é"]], [["a\u0000"]], [["x".repeat(MAX_KEY_LENGTH + 1)]]])(
    "refuses the parts %j",
    (parts) => {
      expect(() => compositeKey(...parts)).toThrow(expect.objectContaining({ code: "INVALID_KEY" }));
    },
  );

  it("bounds exactly the keys below a prefix", () => {
    const { start, end } = keysBelow("member");
    const inside = ["member/", "member/a", "member/~"];
    const outside = ["member", "member.a", "member0", "members/a"];
    expect(inside.every((key) => key >= start && key < end)).toBe(true);
    expect(outside.some((key) => key >= start && key < end)).toBe(false);
  });
});
