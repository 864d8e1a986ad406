import { NodeSqliteDialect, openSqlSubscriberStore, type SubscriberStore } from "@symbolon/stores";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock, seededRandom } from "../../test/home.ts";
import { NumberSequence } from "./number-sequence.ts";
import {
  ACCOUNT_BATCH_SIZE,
  type AccountProgress,
  type AccountRequest,
  type CardData,
  MAX_ACCOUNTS_PER_ORDER,
  MAX_RANGES_PER_ORDER,
  openAccounts,
  type OpenAccountsModules,
} from "./open-accounts.ts";

const request: AccountRequest = {
  orderId: "order-1",
  imsis: [{ start: "315010000100000", end: "315010000102499" }],
  msisdns: [{ start: "12025550000", end: "12025552499" }],
  package: "basic",
  method: "5G_AKA",
  algorithm: "milenage",
  amf: "8000",
  indBits: 5,
};

let store: SubscriberStore;
let cards: CardData[];
beforeEach(async () => {
  const storeKeys = { current: { id: "test", key: new Uint8Array(32) } };
  store = await openSqlSubscriberStore(
    { dialect: new NodeSqliteDialect({ path: ":memory:" }), storeKeys },
    { random: seededRandom("store") },
  );
  cards = [];
});
afterEach(() => store[Symbol.asyncDispose]());

function modules(changes: Partial<OpenAccountsModules> = {}): OpenAccountsModules {
  return {
    accounts: store.accounts,
    random: seededRandom("keys"),
    clock: new ManualClock(),
    deliver: (batch, position) => {
      cards.splice(position, batch.length, ...batch);
      return Promise.resolve();
    },
    ...changes,
  };
}

describe("opening accounts", () => {
  it("opens every number, delivers its card and shows progress", async () => {
    const progress: AccountProgress[] = [];
    const done = await openAccounts(request, modules({ onProgress: (step) => progress.push(step) }));
    expect(done).toEqual({ opened: 2500, total: 2500 });
    expect(progress.map(({ opened }) => opened)).toEqual([0, 1000, 2000, 2500]);
    expect(cards.map(({ imsi }) => imsi)).toEqual(new NumberSequence(request.imsis).slice(0, 2500));
    expect(new Set(cards.map(({ k }) => k)).size).toBe(2500);
    const card = cards[1234] as CardData;
    const supi = await store.subscriptions.supiOfGpsi("msisdn-12025551234");
    expect(supi).toBe(`imsi-${card.imsi}`);
    const kept = await store.authentication.subscription(`imsi-${card.imsi}`);
    expect(Buffer.from(kept?.k ?? []).toString("hex")).toBe(card.k);
    expect(Buffer.from(kept?.opc ?? []).toString("hex")).toBe(card.opc);
  });

  it("takes keys made elsewhere", async () => {
    const keysOf = (imsi: string) => ({
      k: new Uint8Array(16).fill(Number(imsi) % 251),
      opc: new Uint8Array(16).fill(1),
    });
    const { msisdns: _none, ...small } = { ...request, imsis: [{ start: "00101000000007", end: "00101000000009" }] };
    await openAccounts(small, modules({ keysOf }));
    expect(cards.map(({ imsi, k }) => [imsi, k])).toEqual(
      ["00101000000007", "00101000000008", "00101000000009"].map((imsi) => [
        imsi,
        Buffer.from(keysOf(imsi).k).toString("hex"),
      ]),
    );
  });

  it("does nothing when it is repeated, and refuses other content under the same id", async () => {
    await openAccounts(request, modules());
    const before = [...cards];
    expect(await openAccounts(request, modules({ random: seededRandom("other") }))).toEqual({
      opened: 2500,
      total: 2500,
    });
    expect(cards).toEqual(before);
    await expect(openAccounts({ ...request, package: "gold" }, modules())).rejects.toMatchObject({
      code: "ACCOUNT_ORDER_CONFLICT",
    });
  });

  // What a crash leaves behind at each point of a batch: the receiver or the store fails there and the run is lost.
  it.each([
    { point: "before a batch is on disk", fail: "openBatch" as const },
    { point: "after it is on disk, before its cards are delivered", fail: "deliver" as const },
    { point: "after delivery, before that is noted", fail: "markDelivered" as const },
  ])("resumes after a crash $point", async ({ fail }) => {
    let calls = 0;
    const crash = () => {
      calls += 1;
      if (calls === 2) throw new Error("crash");
    };
    const { accounts } = store;
    const whole = modules();
    const crashing = modules({
      accounts: {
        beginOrder: (order) => accounts.beginOrder(order),
        keys: (supis) => accounts.keys(supis),
        reseal: (limit) => accounts.reseal(limit),
        openBatch: async (...batch) => {
          if (fail === "openBatch") crash();
          return accounts.openBatch(...batch);
        },
        markDelivered: async (...delivered) => {
          if (fail === "markDelivered") crash();
          return accounts.markDelivered(...delivered);
        },
      },
      deliver: async (...batch) => {
        if (fail === "deliver") crash();
        return whole.deliver(...batch);
      },
    });
    await expect(openAccounts(request, crashing)).rejects.toThrow("crash");
    await openAccounts(request, modules({ random: seededRandom("after the crash") }));
    expect(cards).toHaveLength(2500);
    const kept = await accounts.keys(cards.map(({ imsi }) => `imsi-${imsi}`));
    expect(kept.map((keys) => Buffer.from(keys?.k ?? []).toString("hex"))).toEqual(cards.map(({ k }) => k));
  });

  it("stops when asked to, and goes on later", async () => {
    const stop = new AbortController();
    const onProgress = ({ opened }: AccountProgress) => {
      if (opened === ACCOUNT_BATCH_SIZE) stop.abort();
    };
    await expect(openAccounts(request, modules({ onProgress, signal: stop.signal }))).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(cards).toHaveLength(ACCOUNT_BATCH_SIZE);
    await openAccounts(request, modules());
    expect(cards).toHaveLength(2500);
  });

  it("leaves out of delivery what was erased in between", async () => {
    const lost = modules({ deliver: () => Promise.reject(new Error("crash")) });
    await expect(openAccounts(request, lost)).rejects.toThrow("crash");
    await store.subscriptions.erase("imsi-315010000100003");
    await openAccounts(request, modules({ deliver: (batch) => Promise.resolve(void cards.push(...batch)) }));
    expect(cards).toHaveLength(2499);
    expect(cards.some(({ imsi }) => imsi === "315010000100003")).toBe(false);
  });

  it("refuses numbers that have an account", async () => {
    await openAccounts({ ...request, orderId: "other" }, modules());
    await expect(openAccounts(request, modules())).rejects.toMatchObject({ code: "ACCOUNT_EXISTS" });
  });

  it.each([
    { fault: "no numbers", imsis: [] },
    { fault: "too many numbers", imsis: [{ start: "100000000000000", end: String(1e14 + MAX_ACCOUNTS_PER_ORDER) }] },
    { fault: "a range backwards", imsis: [{ start: "315010000100001", end: "315010000100000" }] },
    { fault: "ends of unequal length", imsis: [{ start: "31501000010000", end: "315010000100000" }] },
    { fault: "other than digits", imsis: [{ start: "31501x", end: "31501y" }] },
    {
      fault: "overlapping ranges",
      imsis: [
        { start: "31501005", end: "31501009" },
        { start: "31501001", end: "31501005" },
      ],
    },
    { fault: "fewer MSISDNs", msisdns: [{ start: "12025550000", end: "12025550001" }] },
    { fault: "an AMF of another form", amf: "80" },
    {
      fault: "too many ranges",
      imsis: Array.from({ length: MAX_RANGES_PER_ORDER + 1 }, () => ({ start: "00101", end: "00101" })),
    },
  ])("refuses an order with $fault", async ({ fault: _fault, ...changes }) => {
    await expect(openAccounts({ ...request, ...changes }, modules())).rejects.toMatchObject({
      code: "ACCOUNT_BATCH_INVALID",
    });
  });
});
