import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Log, type LogFields, silentLog } from "@symbolon/base";
import type { AccountOrderRequest } from "@symbolon/faces/http";
import { ledgerErrors, type Receipt } from "@symbolon/ledger";
import { NodeSqliteDialect, openSqlSubscriberStore, type SubscriberStore } from "@symbolon/stores";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../adapters/system-clock.ts";
import { systemRandom } from "../adapters/system-random.ts";
import { BackgroundAccountOpening } from "./account-opening.ts";
import type { MemberTransactionSubmitter } from "./transaction-submitter.ts";

const order: AccountOrderRequest = {
  orderId: "order-1",
  application: "cd".repeat(32),
  imsis: [{ start: "315010000100000", end: "315010000100002" }],
  package: "basic",
  method: "5G_AKA",
  algorithm: "milenage",
  amf: "8000",
};

const receipt: Receipt = {
  id: "ab".repeat(32),
  height: 7,
  index: 0,
  status: "done",
  events: [],
  repeated: false,
};

let directory: string;
let store: SubscriberStore;
let submitted: unknown[][];
let logged: string[];
let opening: BackgroundAccountOpening;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "symbolon-accounts-"));
  const storeKeys = { current: { id: "test", key: new Uint8Array(32) } };
  const dialect = new NodeSqliteDialect({ path: ":memory:" });
  store = await openSqlSubscriberStore({ dialect, storeKeys }, { random: systemRandom });
  submitted = [];
  logged = [];
});
afterEach(async () => {
  await opening[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

function begin(submit: () => Promise<Receipt> = async () => receipt, request: AccountOrderRequest = order) {
  const submitter = {
    submit: (...call: unknown[]) => {
      submitted.push(call);
      return submit();
    },
  } as unknown as MemberTransactionSubmitter;
  const write = (event: string, fields?: LogFields) => void logged.push(event + JSON.stringify(fields));
  const log: Log = { ...silentLog, debug: write, info: write, warn: write, error: write };
  const knownKeys = { "315010000100001": { k: "0a".repeat(16), opc: "0b".repeat(16) } };
  const modules = { accounts: store.accounts, submitter, clock: systemClock, random: systemRandom, log };
  opening = new BackgroundAccountOpening({ cardDirectory: join(directory, "cards"), knownKeys }, modules);
  return opening.begin(request);
}

/** Progress of the order when it has come to an end, good or bad. */
async function ended() {
  const isOver = async () => {
    const { opened = 0, total = 0, failure } = (await opening.progress("order-1")) ?? {};
    return failure !== undefined || (total > 0 && opened === total);
  };
  await expect.poll(isOver, { timeout: 5_000, interval: 2 }).toBe(true);
  return opening.progress("order-1");
}

describe("opening accounts in the background", () => {
  it("opens them in the subscriber store, then on the ledger, under the order's key", async () => {
    expect(await begin()).toEqual({ orderId: "order-1", opened: 0, total: 0 });
    expect(await ended()).toEqual({ orderId: "order-1", opened: 3, total: 3 });
    expect(await store.subscriptions.subscriber("imsi-315010000100002")).toMatchObject({ status: "active" });
    const args = { application: order.application, ranges: order.imsis };
    expect(submitted).toEqual([["numbers", "open", args, { idempotencyKey: "order-1" }]]);
  });

  it("writes the cards that the store has, known keys among them, and no key into the log", async () => {
    await begin();
    await ended();
    const [header, ...cards] = readFileSync(join(directory, "cards", "order-1.csv"), "utf8")
      .trim()
      .split("\n");
    expect(header).toBe("imsi,k,opc");
    const supis = cards.map((line) => `imsi-${line.split(",")[0] ?? ""}`);
    const keys = await store.accounts.keys(supis);
    const kept = keys.map((found) => [found?.k, found?.opc].map((key) => Buffer.from(key ?? []).toString("hex")));
    expect(cards.map((line) => line.split(",").slice(1))).toEqual(kept);
    expect(cards[1]).toBe(`315010000100001,${"0a".repeat(16)},${"0b".repeat(16)}`);
    expect(logged.join("\n")).not.toContain("0a".repeat(16));
  });

  it("tells why the ledger did not open the numbers, and opens them when the order is repeated", async () => {
    let answer = async (): Promise<Receipt> => ({
      ...receipt,
      status: "refused",
      code: "APPLICATION_EXPIRED",
      message: "too late",
    });
    await begin(() => answer());
    expect(await ended()).toEqual({
      orderId: "order-1",
      opened: 3,
      total: 3,
      failure: { code: "APPLICATION_EXPIRED", message: "too late" },
    });
    answer = async () => receipt;
    expect(await opening.begin(order)).toEqual({ orderId: "order-1", opened: 0, total: 0 });
    expect(await ended()).toEqual({ orderId: "order-1", opened: 3, total: 3 });
  });

  it("asks the ledger anew when all that it has under the order's key is an old refusal", async () => {
    const old: Receipt = {
      ...receipt,
      status: "refused",
      code: "APPLICATION_UNKNOWN",
      message: "too early",
      repeated: true,
    };
    const answers = [old, receipt];
    await begin(async () => answers.shift() ?? receipt);
    expect(await ended()).toEqual({ orderId: "order-1", opened: 3, total: 3 });
    const args = { application: order.application, ranges: order.imsis };
    expect(submitted).toEqual([
      ["numbers", "open", args, { idempotencyKey: "order-1" }],
      ["numbers", "open", args],
    ]);
  });

  it("counts the last account only when the ledger has answered", async () => {
    const { promise, resolve } = Promise.withResolvers<Receipt>();
    await begin(() => promise);
    await expect.poll(() => submitted.length, { interval: 2 }).toBe(1);
    expect(await opening.progress("order-1")).toEqual({ orderId: "order-1", opened: 2, total: 3 });
    resolve(receipt);
    expect(await ended()).toMatchObject({ opened: 3 });
  });

  it("takes the same order again while it runs, and not another one under its key", async () => {
    const { promise, resolve } = Promise.withResolvers<Receipt>();
    await begin(() => promise);
    await opening.begin(order);
    await expect(opening.begin({ ...order, package: "gold" })).rejects.toMatchObject({ code: "ORDER_CONFLICT" });
    resolve(receipt);
    await ended();
    expect(submitted).toHaveLength(1);
  });

  it("makes an unreachable orderer part of the progress", async () => {
    await begin(() => Promise.reject(ledgerErrors.error("ORDERER_UNREACHABLE", "no answer")));
    expect(await ended()).toMatchObject({ failure: { code: "ORDERER_UNREACHABLE", message: "no answer" } });
    expect(logged.join("\n")).toContain("accounts.order_failed");
  });

  it("opens nothing of an order that is no order, and knows no order that it was not given", async () => {
    await begin(undefined, { ...order, imsis: [{ start: "315010000100002", end: "315010000100000" }] });
    expect(await ended()).toMatchObject({ failure: { code: "ACCOUNT_BATCH_INVALID" } });
    expect(submitted).toEqual([]);
    expect(existsSync(join(directory, "cards"))).toBe(false);
    expect(await opening.progress("order-2")).toBeUndefined();
  });
});
