import { inspect } from "node:util";
import type { JsonObject } from "@symbolon/base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engines, openAccounts, type TestDatabase, testAccount, testSubscription } from "../../test/test-store.ts";
import { MAX_AUTH_EVENTS, MAX_SDM_SUBSCRIPTIONS, type Subscriber, type SubscriberStore } from "../index.ts";

const imsi = "315010000100001";
const supi = `imsi-${imsi}`;

let database: TestDatabase;
let store: SubscriberStore;

describe.each(engines)("subscriber store on $engine", ({ create }) => {
  beforeEach(async () => {
    database = await create();
    store = await database.open();
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  describe("accounts", () => {
    it("opens a batch with subscriber, key and numbers", async () => {
      await openAccounts(store, [testAccount(imsi, { gpsis: ["msisdn-2", "msisdn-1"] })]);
      const subscriber = { supi, status: "active", package: "basic", gpsis: ["msisdn-1", "msisdn-2"] };
      expect(await store.subscriptions.subscriber(supi)).toEqual(subscriber);
      expect(await store.subscriptions.supiOfGpsi("msisdn-2")).toBe(supi);
      expect(await store.subscriptions.supiOfGpsi("msisdn-3")).toBeUndefined();
      expect(await store.accounts.keys([`${supi}9`, supi])).toEqual([undefined, testSubscription(imsi)]);
    });

    it("opens all of a batch or nothing", async () => {
      await openAccounts(store, [testAccount(imsi)]);
      await store.accounts.beginOrder({ id: "second", digest: "d", total: 3 });
      for (const taken of [
        testAccount(imsi, { gpsis: [] }),
        testAccount("315010000100009", { gpsis: [`msisdn-1${imsi}`] }),
      ]) {
        const batch = store.accounts.openBatch("second", 0, [testAccount("315010000100002"), taken], 1);
        await expect(batch).rejects.toMatchObject({ code: "ACCOUNT_EXISTS" });
      }
      expect(await store.subscriptions.subscriber("imsi-315010000100002")).toBeUndefined();
      expect(await store.authentication.subscription("imsi-315010000100002")).toBeUndefined();
      expect(await store.accounts.beginOrder({ id: "second", digest: "d", total: 3 })).toMatchObject({ opened: 0 });
    });

    it("moves an order forward step by step and finds it again", async () => {
      const order = { id: "o", digest: "d", total: 2 };
      await store.accounts.beginOrder(order);
      await store.accounts.openBatch("o", 0, [testAccount(imsi)], 1);
      await expect(store.accounts.openBatch("o", 0, [testAccount("315010000100002")], 1)).rejects.toMatchObject({
        code: "ACCOUNT_ORDER_CONFLICT",
      });
      await store.accounts.markDelivered("o", 2);
      expect(await store.accounts.beginOrder(order)).toEqual({ ...order, opened: 1, delivered: 0 });
      await store.accounts.markDelivered("o", 1);
      await store.accounts.markDelivered("o", 0);
      expect(await store.accounts.beginOrder(order)).toEqual({ ...order, opened: 1, delivered: 1 });
      for (const other of [
        { ...order, digest: "e" },
        { ...order, total: 3 },
      ]) {
        await expect(store.accounts.beginOrder(other)).rejects.toMatchObject({ code: "ACCOUNT_ORDER_CONFLICT" });
      }
      await expect(store.accounts.openBatch("none", 0, [], 1)).rejects.toMatchObject({
        code: "ACCOUNT_ORDER_CONFLICT",
      });
    });

    it.each([
      { supi: "imsi-1" },
      { supi: "msisdn-49301234567" },
      { method: "EAP_TLS" as never },
      { algorithm: "comp128" as never },
      { k: new Uint8Array(32) },
      { opc: new Uint8Array(15) },
      { algorithm: "tuak" as const },
      { amf: new Uint8Array(1) },
      { indBits: 17 },
      { indBits: 1.5 },
    ])("refuses an account with %o", async (fault) => {
      await store.accounts.beginOrder({ id: "o", digest: "d", total: 1 });
      const account = testAccount(imsi, { authentication: testSubscription(imsi, fault) });
      const error: unknown = await store.accounts.openBatch("o", 0, [account], 1).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "ACCOUNT_INVALID" });
      // 4b and 6f are the octets of the test keys.
      expect(inspect(error, { depth: 9 })).not.toMatch(/(?:4b){4}|(?:6f){4}|75, 75, 75|111, 111, 111|KKKK|oooo/i);
    });

    it("refuses a SEQ that the terminal could not hold", async () => {
      await store.accounts.beginOrder({ id: "o", digest: "d", total: 1 });
      for (const seq of [-1, 0.5, 2 ** 43]) {
        const batch = store.accounts.openBatch("o", 0, [testAccount(imsi, { seq })], 1);
        await expect(batch).rejects.toMatchObject({ code: "ACCOUNT_INVALID" });
      }
    });
  });

  describe("subscription data", () => {
    let subscriber: Subscriber;
    beforeEach(async () => {
      await openAccounts(store, [testAccount(imsi), testAccount("315010000100002")]);
      subscriber = (await store.subscriptions.subscriber(supi)) as Subscriber;
    });

    it("prefers the subscriber's own to the package's, and the serving network's to all", async () => {
      const { subscriptions } = store;
      const read = () => subscriptions.data(subscriber, "AM", "26201");
      expect(await read()).toBeUndefined();
      await subscriptions.setData({ package: "basic" }, "AM", { from: "package" });
      expect(await read()).toEqual({ from: "package" });
      await subscriptions.setData({ package: "basic" }, "AM", { from: "package abroad" }, "26201");
      expect(await read()).toEqual({ from: "package abroad" });
      expect(await subscriptions.data(subscriber, "AM", "31501")).toEqual({ from: "package" });
      await subscriptions.setData({ supi }, "AM", { from: "subscriber" });
      expect(await read()).toEqual({ from: "subscriber" });
      await subscriptions.setData({ supi }, "AM", { from: "subscriber abroad" }, "26201");
      expect(await read()).toEqual({ from: "subscriber abroad" });
      await subscriptions.setData({ supi }, "AM", { from: "changed" }, "26201");
      expect(await read()).toEqual({ from: "changed" });
      expect(await subscriptions.removeData({ supi }, "AM", "26201")).toBe(true);
      expect(await subscriptions.removeData({ supi }, "AM")).toBe(true);
      expect(await subscriptions.removeData({ package: "basic" }, "AM", "26201")).toBe(true);
      expect(await subscriptions.removeData({ package: "other" }, "AM")).toBe(false);
      expect(await read()).toEqual({ from: "package" });
      expect(await subscriptions.data(subscriber, "SM")).toBeUndefined();
    });

    it("changes the status", async () => {
      expect(await store.subscriptions.setStatus(supi, "suspended")).toBe(true);
      expect(await store.subscriptions.subscriber(supi)).toMatchObject({ status: "suspended" });
      expect(await store.subscriptions.setStatus("imsi-00101", "suspended")).toBe(false);
    });

    it("erases everything of one subscriber and nothing of others", async () => {
      await store.subscriptions.setData({ supi }, "AM", { from: "subscriber" });
      await store.registrations.change(supi, "amf-3gpp-access", () => ({ amfInstanceId: "a" }));
      await store.authentication.allocate(supi, [new Uint8Array(16)], 10);
      expect(await store.subscriptions.erase(supi)).toBe(true);
      expect(await store.subscriptions.erase(supi)).toBe(false);
      expect(await store.subscriptions.subscriber(supi)).toBeUndefined();
      expect(await store.authentication.subscription(supi)).toBeUndefined();
      expect(await store.authentication.outstanding(supi, new Uint8Array(16), 1)).toBe(false);
      expect(await store.registrations.registrations(supi)).toEqual([]);
      expect(await store.subscriptions.supiOfGpsi(`msisdn-1${imsi}`)).toBeUndefined();
      expect(await store.subscriptions.subscriber("imsi-315010000100002")).toBeDefined();
      expect(await store.authentication.subscription("imsi-315010000100002")).toBeDefined();
    });
  });

  describe("registrations", () => {
    it("inserts, replaces and removes, telling what was there before", async () => {
      const { registrations } = store;
      expect(await registrations.change(supi, "amf-3gpp-access", () => undefined)).toEqual({});
      expect(await registrations.change(supi, "amf-3gpp-access", () => ({ n: 1 }))).toEqual({ after: { n: 1 } });
      await registrations.change(supi, "smf-5", () => ({ n: 5 }));
      expect(await registrations.change(supi, "amf-3gpp-access", () => ({ n: 2 }))).toEqual({
        before: { n: 1 },
        after: { n: 2 },
      });
      expect(await registrations.registrations(supi)).toEqual([
        { kind: "amf-3gpp-access", document: { n: 2 } },
        { kind: "smf-5", document: { n: 5 } },
      ]);
      expect(await registrations.change(supi, "smf-5", () => undefined)).toEqual({ before: { n: 5 } });
      expect(await registrations.registration(supi, "smf-5")).toBeUndefined();
    });

    it("loses no update of concurrent writers", async () => {
      const add = (before: JsonObject | undefined) => ({ n: Number(before?.["n"] ?? 0) + 1 });
      await Promise.all(
        Array.from({ length: 10 }, () => store.registrations.change(supi, "k", (before) => add(before))),
      );
      expect(await store.registrations.registration(supi, "k")).toEqual({ n: 10 });
    });

    it("bounds subscriptions and events, dropping the oldest", async () => {
      for (let n = 0; n < MAX_SDM_SUBSCRIPTIONS + 3; n += 1) {
        await store.registrations.addSdmSubscription({ id: `s${n}`, supi, document: { n }, expiresAt: 1_000 + n }, 1);
      }
      const kept = await store.registrations.sdmSubscriptions(supi, 1);
      expect(kept.map(({ id }) => id).sort()).toEqual(
        Array.from({ length: MAX_SDM_SUBSCRIPTIONS }, (_, n) => `s${n + 3}`).sort(),
      );
      expect(await store.registrations.sdmSubscriptions(supi, 1_033)).toHaveLength(1);
      expect(await store.registrations.removeSdmSubscription("imsi-00101", "s20")).toBe(false);
      expect(await store.registrations.removeSdmSubscription(supi, "s20")).toBe(true);
      expect(await store.registrations.removeSdmSubscription(supi, "s20")).toBe(false);
      for (let n = 0; n < MAX_AUTH_EVENTS + 2; n += 1) {
        await store.registrations.addAuthEvent({ id: `e${n}`, supi, document: { n }, createdAt: n });
      }
      const events = await store.registrations.authEvents(supi);
      expect(events.map(({ id }) => id)).toEqual(
        Array.from({ length: MAX_AUTH_EVENTS }, (_, n) => `e${MAX_AUTH_EVENTS + 1 - n}`),
      );
      expect(await store.registrations.removeAuthEvent(supi, "e9")).toBe(true);
      expect(await store.registrations.removeAuthEvent(supi, "e9")).toBe(false);
    });
  });

  describe("credential nonces", () => {
    it("consumes a nonce once per holder, also when asked twice at once", async () => {
      const asked = ["a", "a", "b"].map((nonce) => store.nonces.consume(supi, nonce, 100));
      expect(await Promise.all(asked)).toEqual([true, false, true]);
      expect(await store.nonces.consume(supi, "a", 100)).toBe(false);
      expect(await store.nonces.consume("imsi-00101", "a", 100)).toBe(true);
    });

    it("forgets what has expired, a bounded number at a time", async () => {
      for (const [nonce, expiresAt] of Object.entries({ a: 10, b: 20, c: 30 }))
        await store.nonces.consume(supi, nonce, expiresAt);
      expect(await store.nonces.purge(25, 1)).toBe(1);
      expect(await store.nonces.purge(25, 10)).toBe(1);
      expect(await store.nonces.purge(25, 10)).toBe(0);
      expect(await store.nonces.consume(supi, "c", 30)).toBe(false);
    });
  });
});
