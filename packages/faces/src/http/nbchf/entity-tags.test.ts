import { describe, expect, it } from "vitest";
import { EntityTags, MAX_ENTITY_TAGS } from "./entity-tags.ts";

function body(routing: Readonly<Record<string, string>>, height = 1, identifier = "imsi-315010000000001"): string {
  return JSON.stringify({ identifier, ...routing, height, blockTime: height });
}

describe("EntityTags", () => {
  it("names a routing whatever the height, each routing otherwise", () => {
    const tags = new EntityTags();
    const tag = tags.of(body({ holder: "factory-a", index: "1" }));
    expect(tag).toMatch(/^W\/"[\w-]{22}"$/);
    expect(tags.of(body({ holder: "factory-a", index: "1" }, 2))).toBe(tag);
    expect(new EntityTags().of(body({ holder: "factory-a", index: "1" }))).toBe(tag);
    expect(tags.of(body({ holder: "factory-a", index: "2" }))).not.toBe(tag);
    expect(tags.of(body({ holder: "factory-b", index: "1" }))).not.toBe(tag);
  });

  it("is not led astray by members that an identifier spells out", () => {
    const tags = new EntityTags();
    const identifier = 'nai-a,"holder":"b","height":1@c';
    const tag = tags.of(body({ holder: "factory-a" }, 1, identifier));
    expect(tag).toBe(tags.of(body({ holder: "factory-a" })));
    expect(tags.of(body({ holder: "factory-b" }, 1, identifier))).not.toBe(tag);
  });

  it("stays the same beyond the number of tags that it keeps", () => {
    const tags = new EntityTags();
    const first = tags.of(body({ holder: "factory-0" }));
    for (let i = 1; i <= MAX_ENTITY_TAGS; i += 1) tags.of(body({ holder: `factory-${i}` }));
    expect(tags.of(body({ holder: "factory-0" }))).toBe(first);
  });
});
