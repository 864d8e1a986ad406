import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configOptions } from "./config-options.ts";
import { loadMemberConfig, MAX_CONFIG_SIZE } from "./load-member-config.ts";

const minimal = "member: foundry\n";

describe("a member's configuration", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "symbolon-config-"));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  function load(text: string, environment: Record<string, string> = {}, options: Record<string, string> = {}) {
    const file = join(directory, "member.yaml");
    writeFileSync(file, text);
    return loadMemberConfig({ file, environment, options });
  }

  it("needs only what has no default, and makes paths absolute", () => {
    const config = load(minimal);
    expect(config.ledger.genesis).toBe(join(directory, "genesis.json"));
    expect(config.freshness).toEqual({ maxAgeSeconds: 30, failClosed: false });
    expect(config.subscribers).toBeUndefined();
  });

  it("takes an option before the environment, and that before the file", () => {
    const text = `${minimal}faces:\n  bchf: 127.0.0.1:1\n  sbi: 127.0.0.1:1\n  enum: 127.0.0.1:1\n`;
    const environment = { SYMBOLON_FACES_BCHF: "127.0.0.1:2", SYMBOLON_FACES_SBI: "127.0.0.1:2", PATH: "x" };
    const config = load(text, environment, { "faces.bchf": "127.0.0.1:3" });
    expect(config.faces).toEqual({ bchf: "127.0.0.1:3", sbi: "127.0.0.1:2", enum: "127.0.0.1:1" });
  });

  it("reads numbers, booleans and lists from the environment", () => {
    const environment = {
      SYMBOLON_FRESHNESS_MAX_AGE_SECONDS: "7",
      SYMBOLON_FRESHNESS_FAIL_CLOSED: "true",
      SYMBOLON_SUBSCRIBERS_PLMN: "315010",
      SYMBOLON_SUBSCRIBERS_ROAMING: "315010,00101",
      SYMBOLON_SUBSCRIBERS_DATABASE: "s.sqlite",
    };
    const config = load(minimal, environment);
    expect(config.freshness).toEqual({ maxAgeSeconds: 7, failClosed: true });
    expect(config.subscribers?.roaming).toEqual(["315010", "00101"]);
  });

  it.each([
    ["", "CONFIG_UNREADABLE", "no mapping"],
    ["a: [", "CONFIG_UNREADABLE", "member.yaml:1:"],
    ["member: foundry\nmember: foundry\n", "CONFIG_UNREADABLE", "member.yaml:2:"],
    ["log:\n  level: info\n", "CONFIG_INVALID", "member"],
    [`${minimal}colour: blue\n`, "CONFIG_INVALID", "colour"],
    [`${minimal}faces:\n  bchf: 7010\n`, "CONFIG_INVALID", "faces.bchf"],
    [`${minimal}freshness:\n  maxAgeSeconds: soon\n`, "CONFIG_INVALID", "freshness.maxAgeSeconds"],
    ["x".repeat(MAX_CONFIG_SIZE + 1), "CONFIG_UNREADABLE", "larger"],
  ])("refuses %j", (text, code, mention) => {
    expect(() => load(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(mention) as string }),
    );
  });

  it("refuses a misspelt environment variable and a missing file", () => {
    expect(() => load(minimal, { SYMBOLON_FACE_BCHF: "x" })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
    expect(() => loadMemberConfig({ file: join(directory, "none.yaml"), environment: {}, options: {} })).toThrow(
      expect.objectContaining({ code: "CONFIG_UNREADABLE" }),
    );
  });

  it("describes every option", () => {
    expect(configOptions.filter(({ description }) => description === "")).toEqual([]);
    expect(new Set(configOptions.map(({ flag }) => flag)).size).toBe(configOptions.length);
  });
});
