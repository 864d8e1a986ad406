import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CardFile } from "./card-file.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "symbolon-cards-"));
  path = join(directory, "cards", "order-1.csv");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function card(index: number, k = "0a".repeat(16)) {
  return { imsi: `31501000010000${index}`, k, opc: "0b".repeat(16) };
}

function lines(): readonly string[] {
  return readFileSync(path, "utf8").split("\n");
}

function line(index: number, k?: string): string {
  const { imsi, k: key, opc } = card(index, k);
  return `${imsi},${key},${opc}`;
}

describe("a file of card data", () => {
  it("is for its owner's eyes alone", async () => {
    await new CardFile(path).add([card(1)]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, "cards")).mode & 0o777).toBe(0o700);
  });

  it("takes batch after batch under one header", async () => {
    const file = new CardFile(path);
    await file.add([card(1), card(2)]);
    await file.add([card(3)]);
    expect(lines()).toEqual(["imsi,k,opc", line(1), line(2), line(3), ""]);
  });

  it("replaces a batch that is delivered again after a restart, and keeps those before it", async () => {
    const before = new CardFile(path);
    await before.add([card(1), card(2)]);
    await before.add([card(3), card(4)]);
    const after = new CardFile(path);
    await after.add([card(3, "0c".repeat(16)), card(4)]);
    await after.add([card(5)]);
    expect(lines()).toEqual(["imsi,k,opc", line(1), line(2), line(3, "0c".repeat(16)), line(4), line(5), ""]);
  });

  it("drops half a line that a crash left", async () => {
    await new CardFile(path).add([card(1)]);
    appendFileSync(path, line(2).slice(0, 30));
    await new CardFile(path).add([card(2)]);
    expect(lines()).toEqual(["imsi,k,opc", line(1), line(2), ""]);
  });

  it("stays whole when an account of an earlier batch was erased since", async () => {
    await new CardFile(path).add([card(1)]);
    await new CardFile(path).add([card(3)]);
    await new CardFile(path).add([card(4)]);
    expect(lines()).toEqual(["imsi,k,opc", line(1), line(3), line(4), ""]);
  });
});
