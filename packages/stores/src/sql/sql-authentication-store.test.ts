import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  engines,
  openAccounts,
  systemRandom,
  type TestDatabase,
  testAccount,
  testStoreKey,
  testSubscription,
} from "../../test/test-store.ts";
import { MAX_OUTSTANDING_CHALLENGES, type SequenceAllocation, type SubscriberStore } from "../index.ts";

const imsi = "315010000100001";
const supi = `imsi-${imsi}`;
const rand = (fill: number) => new Uint8Array(16).fill(fill);

let database: TestDatabase;
let store: SubscriberStore;

async function firstSeq(rands: readonly Uint8Array[], expiresAt = 10_000): Promise<number> {
  return ((await store.authentication.allocate(supi, rands, expiresAt)) as SequenceAllocation).firstSeq;
}

describe.each(engines)("authentication store on $engine", ({ create }) => {
  beforeEach(async () => {
    database = await create();
    store = await database.open();
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  describe("allocate", () => {
    it("returns the keys that were stored and numbers from 1 on", async () => {
      const authentication = testSubscription(imsi, { k: systemRandom.bytes(16), opc: systemRandom.bytes(16) });
      await openAccounts(store, [testAccount(imsi, { authentication })]);
      expect(await store.authentication.allocate(supi, [rand(1)], 10)).toEqual({
        subscription: authentication,
        firstSeq: 1,
      });
      expect(await firstSeq([rand(2), rand(3), rand(4)])).toBe(2);
      expect(await firstSeq([rand(5)])).toBe(5);
      expect(await store.authentication.subscription(supi)).toEqual(authentication);
    });

    it("keeps TUAK keys of both lengths", async () => {
      for (const [position, length] of [16, 32].entries()) {
        const number = `31501000020000${position}`;
        const keys = { algorithm: "tuak", k: systemRandom.bytes(length), opc: systemRandom.bytes(32) } as const;
        const authentication = testSubscription(number, keys);
        await openAccounts(store, [testAccount(number, { authentication })]);
        expect(await store.authentication.subscription(`imsi-${number}`)).toEqual(authentication);
      }
    });

    it("knows nobody else", async () => {
      expect(await store.authentication.allocate(supi, [rand(1)], 10)).toBeUndefined();
      expect(await store.authentication.subscription(supi)).toBeUndefined();
    });

    it("refuses when SEQ is used up, for that subscriber alone", async () => {
      const authentication = testSubscription(imsi, { indBits: 5 });
      await openAccounts(store, [
        testAccount(imsi, { authentication, seq: 2 ** 43 - 2 }),
        testAccount("315010000100002"),
      ]);
      const [last, over, other] = await Promise.all([
        store.authentication.allocate(supi, [rand(1)], 10),
        store.authentication.allocate(supi, [rand(1), rand(2)], 10),
        store.authentication.allocate("imsi-315010000100002", [rand(1)], 10),
      ]);
      expect([last, over]).toEqual(["exhausted", "exhausted"]);
      expect(other).toMatchObject({ firstSeq: 1 });
      expect(await firstSeq([rand(1)])).toBe(2 ** 43 - 1);
      expect(await store.authentication.allocate(supi, [rand(1)], 10)).toBe("exhausted");
    });

    it("gives every concurrent request numbers of its own, for any mix of subscribers and counts", async () => {
      const numbers = ["315010000100001", "315010000100002", "315010000100003"];
      await openAccounts(
        store,
        numbers.map((number) => testAccount(number)),
      );
      const given = new Map<string, number[]>();
      const requests = fc.array(fc.record({ subscriber: fc.nat(2), count: fc.integer({ min: 1, max: 5 }) }), {
        maxLength: 40,
      });
      await fc.assert(
        fc.asyncProperty(requests, async (burst) => {
          await Promise.all(
            burst.map(async ({ subscriber, count }) => {
              const asked = `imsi-${numbers[subscriber]}`;
              const rands = Array.from({ length: count }, () => systemRandom.bytes(16));
              const { firstSeq: first } = (await store.authentication.allocate(asked, rands, 10)) as SequenceAllocation;
              given.set(asked, [...(given.get(asked) ?? []), ...rands.map((_, offset) => first + offset)]);
            }),
          );
          for (const seqs of given.values()) {
            const sorted = seqs.toSorted((a, b) => a - b);
            expect(sorted).toEqual(Array.from({ length: seqs.length }, (_, position) => position + 1));
          }
        }),
        { numRuns: 25 },
      );
    });

    it("refuses counts outside its bounds", async () => {
      await expect(store.authentication.allocate(supi, [], 10)).rejects.toThrow(RangeError);
      const rands = Array.from({ length: 17 }, () => rand(1));
      await expect(store.authentication.allocate(supi, rands, 10)).rejects.toThrow(RangeError);
    });
  });

  describe("challenges and resynchronisation", () => {
    beforeEach(() => openAccounts(store, [testAccount(imsi), testAccount("315010000100002")]));

    it("remembers a challenge until it expires, for its subscriber only", async () => {
      await firstSeq([rand(1)], 500);
      expect(await store.authentication.outstanding(supi, rand(1), 499)).toBe(true);
      expect(await store.authentication.outstanding(supi, rand(1), 500)).toBe(false);
      expect(await store.authentication.outstanding(supi, rand(2), 499)).toBe(false);
      expect(await store.authentication.outstanding("imsi-315010000100002", rand(1), 499)).toBe(false);
    });

    it("keeps the newest challenges only", async () => {
      await Promise.all(Array.from({ length: 2 * MAX_OUTSTANDING_CHALLENGES }, (_, fill) => firstSeq([rand(fill)])));
      const outstanding = await Promise.all(
        Array.from({ length: 2 * MAX_OUTSTANDING_CHALLENGES }, (_, fill) =>
          store.authentication.outstanding(supi, rand(fill), 1),
        ),
      );
      expect(outstanding).toEqual(outstanding.map((_, fill) => fill >= MAX_OUTSTANDING_CHALLENGES));
    });

    it.each([
      { name: "ahead: SEQ follows the terminal", seqMs: 5_000, next: 5_001 },
      { name: "a little behind: SEQ stays", seqMs: 0, next: 3 },
    ])("terminal $name", async ({ seqMs, next }) => {
      await firstSeq([rand(1), rand(2)]);
      expect(await store.authentication.resynchronise(supi, rand(1), seqMs, 100, 1)).toBe(true);
      expect(await firstSeq([rand(3)])).toBe(next);
    });

    it("sets SEQ back when the terminal is further behind than it would accept", async () => {
      await firstSeq([rand(1)]);
      await store.authentication.resynchronise(supi, rand(1), 10_000, 100, 1);
      await firstSeq([rand(2)]);
      await store.authentication.resynchronise(supi, rand(2), 20, 100, 1);
      expect(await firstSeq([rand(3)])).toBe(21);
    });

    it("takes each challenge once, and none that is unknown or expired", async () => {
      await firstSeq([rand(1)], 500);
      expect(await store.authentication.resynchronise(supi, rand(9), 5_000, 100, 1)).toBe(false);
      expect(await store.authentication.resynchronise(supi, rand(1), 5_000, 100, 500)).toBe(false);
      expect(await store.authentication.resynchronise("imsi-315010000100002", rand(1), 5_000, 100, 1)).toBe(false);
      expect(await firstSeq([rand(2)])).toBe(2);
      const twice = await Promise.all(
        [1, 2].map(() => store.authentication.resynchronise(supi, rand(1), 7_000, 100, 1)),
      );
      expect(twice.filter(Boolean)).toHaveLength(1);
    });
  });

  describe("secrets at rest", () => {
    const k = new Uint8Array([...Array(16).keys()].map((octet) => octet + 0xa0));
    const authentication = testSubscription(imsi, { k, opc: k });

    beforeEach(() => openAccounts(store, [testAccount(imsi, { authentication }), testAccount("315010000100002")]));

    it("reads with a previous store key and seals again under the current one", async () => {
      const current = { id: "test-2", key: new Uint8Array(32).fill(9) };
      await store[Symbol.asyncDispose]();
      store = await database.open({ storeKeys: { current, previous: [testStoreKey] } });
      expect(await store.authentication.subscription(supi)).toEqual(authentication);
      expect(await store.accounts.reseal(1)).toBe(1);
      expect(await store.accounts.reseal(10)).toBe(1);
      expect(await store.accounts.reseal(10)).toBe(0);
      await store[Symbol.asyncDispose]();
      store = await database.open({ storeKeys: { current } });
      expect(await store.authentication.subscription(supi)).toEqual(authentication);
    });

    it("refuses store keys of another form", async () => {
      for (const current of [
        { id: "a:b", key: new Uint8Array(32) },
        { id: "a", key: new Uint8Array(16) },
      ]) {
        await expect(database.open({ storeKeys: { current } })).rejects.toMatchObject({
          code: "STORE_KEY_INVALID",
        });
      }
    });
  });
});
