import { DatabaseSync } from "node:sqlite";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAccounts, openTestStore, systemRandom, testAccount, testSubscription } from "../../test/test-store.ts";
import type { SubscriberStore } from "../index.ts";

const imsi = "315010000100001";
const supi = `imsi-${imsi}`;
const rand = (fill: number) => new Uint8Array(16).fill(fill);

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "node-sqlite-"));
  path = join(directory, "subscribers.db");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("what reaches the file", () => {
  const k = new Uint8Array([...Array(16).keys()].map((octet) => octet + 0xa0));
  const authentication = testSubscription(imsi, { k, opc: k });
  let store: SubscriberStore;
  beforeEach(async () => {
    store = await openTestStore(path);
    await openAccounts(store, [testAccount(imsi, { authentication }), testAccount("315010000100002")]);
  });
  afterEach(() => store[Symbol.asyncDispose]());

  it("shares one transaction among the requests of a turn", async () => {
    const reader = new DatabaseSync(path, { readOnly: true });
    const version = () => reader.prepare("PRAGMA data_version").get()?.["data_version"] as number;
    const before = version();
    const allocations = Array.from({ length: 100 }, () =>
      store.authentication.allocate(supi, [systemRandom.bytes(16)], 10),
    );
    await Promise.all(allocations);
    expect(version() - before).toBe(1);
    reader.close();
  });

  it("writes neither octets nor text of a key to disk", async () => {
    await store.authentication.allocate(supi, [rand(1)], 10);
    const files = await Promise.all([path, `${path}-wal`].map((file) => readFile(file)));
    for (const file of files) {
      for (const form of [
        Buffer.from(k),
        Buffer.from(k).toString("hex"),
        Buffer.from(k).toString("base64url").slice(0, 20),
      ]) {
        expect(file.includes(form)).toBe(false);
      }
    }
  });

  it("does not open a key that was moved to another row, altered, or sealed under another store key", async () => {
    const database = new DatabaseSync(path);
    database.exec(
      "UPDATE authentication SET sealed_key = (SELECT sealed_key FROM authentication WHERE supi = 'imsi-315010000100002') WHERE supi = 'imsi-315010000100001'",
    );
    await expect(store.authentication.subscription(supi)).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
    database.exec("UPDATE authentication SET sealed_key = substr(sealed_key, 1, length(sealed_key) - 2) || 'AA'");
    await expect(store.authentication.allocate(supi, [rand(1)], 10)).rejects.toMatchObject({
      code: "SECRET_UNREADABLE",
    });
    database.exec("UPDATE authentication SET sealed_key = 'other:AAAA'");
    await expect(store.authentication.subscription(supi)).rejects.toMatchObject({ code: "STORE_KEY_UNKNOWN" });
    database.close();
  });
});

describe("the database file", () => {
  it("is opened again with what it held, and refused when a newer release wrote it", async () => {
    {
      await using first = await openTestStore(path);
      await openAccounts(first, [testAccount(imsi)]);
    }
    {
      await using again = await openTestStore(path);
      expect(await again.subscriptions.subscriber(supi)).toBeDefined();
    }
    const database = new DatabaseSync(path);
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    database.exec("INSERT INTO schema_migration VALUES ('9999-later', '2030')");
    database.close();
    await expect(openTestStore(path)).rejects.toMatchObject({ code: "SUBSCRIBER_STORE_NEWER" });
  });

  it("says so when it cannot be written", async () => {
    await expect(openTestStore(join(directory, "none", "s.db"))).rejects.toMatchObject({
      code: "SUBSCRIBER_STORE_FAILED",
    });
  });

  it("gives up on an entry that never stays still", async () => {
    await using contended = await openTestStore(path);
    const other = new DatabaseSync(path);
    await contended.registrations.change(supi, "k", () => ({ n: 1 }));
    const change = contended.registrations.change(supi, "k", () => {
      other.exec("UPDATE registration SET version = version + 1");
      return { lost: true };
    });
    await expect(change).rejects.toMatchObject({ code: "SUBSCRIBER_STORE_BUSY" });
    other.close();
    expect(await contended.registrations.registration(supi, "k")).toEqual({ n: 1 });
  });

  it("names the row that holds what nobody wrote", async () => {
    await using broken = await openTestStore(path);
    await broken.registrations.change(supi, "k", () => ({ n: 1 }));
    const database = new DatabaseSync(path);
    database.exec("UPDATE registration SET document = '[]'");
    database.close();
    await expect(broken.registrations.registration(supi, "k")).rejects.toMatchObject({
      code: "SUBSCRIBER_RECORD_CORRUPT",
    });
  });
});
