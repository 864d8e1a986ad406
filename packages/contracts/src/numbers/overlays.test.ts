import { describe, expect, it } from "vitest";
import { TestKey } from "../../test/consortium.ts";
import { apply, BLOCK, opened, privateNetworks, recorded, recording } from "../../test/private-networks.ts";
import { keySpace } from "./keys.ts";
import { findNumber, findRange } from "./reading.ts";

const NUMBER = "315010123400003";
const { suite, spki } = new TestKey();
const userKey = { suite, spki };

function set(number: string, change: object): object {
  return { kind: "imsi", overlays: [{ number, ...change }] };
}

describe("what is a number's own", () => {
  it("is set, rotated and taken away by the holder", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    const overlay = () => findNumber(consortium.view, "imsi", NUMBER)?.overlay;
    expect(overlay()).toBeUndefined();
    expect(consortium.refusal("beta", "numbers.setOverlays", set(NUMBER, { index: "x" }))).toBe("NUMBER_NOT_HELD");
    consortium.call("alpha", "numbers.setOverlays", set(NUMBER, { index: "shard-7", userKey }));
    expect(overlay()).toEqual({ v: 1, index: "shard-7", userKey });
    const rotated = { suite, spki: new TestKey().spki };
    consortium.call("alpha", "numbers.setOverlays", set(NUMBER, { userKey: rotated }));
    expect(overlay()).toEqual({ v: 1, index: "shard-7", userKey: rotated });
    consortium.call("alpha", "numbers.setOverlays", set(NUMBER, { userKey: null }));
    expect(overlay()).toEqual({ v: 1, index: "shard-7" });
    consortium.call("alpha", "numbers.setOverlays", set(NUMBER, { index: null }));
    expect(overlay()).toBeUndefined();
    expect(consortium.refusal("alpha", "numbers.setOverlays", set("315010123400099", { index: "x" }))).toBe(
      "NUMBER_STATUS_REFUSED",
    );
    const twice = {
      kind: "imsi",
      overlays: [
        { number: NUMBER, index: "a" },
        { number: NUMBER, index: "b" },
      ],
    };
    expect(consortium.refusal("alpha", "numbers.setOverlays", twice)).toBe("RANGE_OVERLAP");
  });

  it("does not split the range, is announced by it, and costs no read where there is none", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    const readsOf = (number: string) =>
      consortium.view.transact(consortium.view.submitter, (view) => findNumber(view, "imsi", number)).work.keysRead;
    expect(readsOf(NUMBER)).toBe(1);
    consortium.call("alpha", "numbers.setOverlays", set(NUMBER, { index: "a" }));
    const range = findRange(consortium.view, "imsi", NUMBER);
    expect(range).toMatchObject({ start: BLOCK.start, end: "315010123400009", overlaid: true });
    expect(readsOf(NUMBER)).toBe(2);
    expect(readsOf("315010123400010")).toBe(1);
    recorded(consortium, "alpha", 10);
    expect(findRange(consortium.view, "imsi", NUMBER)).toMatchObject({ end: "315010123400019", overlaid: true });
  });

  it("comes with the recording, for numbers of that recording only", () => {
    const consortium = privateNetworks();
    const { ranges } = opened(consortium, "alpha", 10);
    const beyond = recording(ranges, { overlays: [{ number: "315010123400010", index: "a" }] });
    expect(consortium.refusal("alpha", "numbers.record", beyond)).toBe("RANGE_INVALID");
    consortium.call(
      "alpha",
      "numbers.record",
      recording(ranges, { overlays: [{ number: NUMBER, index: "a", userKey }] }),
    );
    expect(findNumber(consortium.view, "imsi", NUMBER)?.overlay).toEqual({ v: 1, index: "a", userKey });
  });

  it("is dropped when the number is released: the next holder finds none", () => {
    const consortium = privateNetworks();
    const { ranges } = recorded(consortium, "alpha", 10);
    consortium.call("alpha", "numbers.setOverlays", {
      kind: "imsi",
      overlays: ["00002", "00003", "00004"].map((end) => ({ number: `3150101234${end}`, index: end })),
    });
    const released = [{ start: NUMBER, end: NUMBER }];
    consortium.call("alpha", "numbers.release", { kind: "imsi", ranges: released });
    expect(findNumber(consortium.view, "imsi", "315010123400002")?.overlay).toBeDefined();
    expect(findNumber(consortium.view, "imsi", "315010123400004")?.overlay).toBeDefined();
    const { prefix, end } = keySpace("overlay", "imsi", 15) as { prefix: string; end: string };
    expect(consortium.view.range(prefix, end, 10)).toHaveLength(2);
    expect(findRange(consortium.view, "imsi", NUMBER)?.overlaid).toBeUndefined();
    consortium.passDays(181);
    apply(consortium, "beta", 1, { start: NUMBER });
    expect(findNumber(consortium.view, "imsi", NUMBER)?.overlay).toBeUndefined();
    expect(ranges).toHaveLength(1);
  });
});
