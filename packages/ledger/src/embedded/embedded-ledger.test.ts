import { silentLog } from "@symbolon/base";
import {
  scriptTransaction,
  SimulatedTime,
  type Step,
  testGenesis,
  testMember,
  testRuleset,
  testSigner,
  validatorOf,
  eventually,
} from "@symbolon/testkit";
import { describe, expect, it } from "vitest";
import { SCRUB_INTERVAL_MS } from "../chain/background-scrub.ts";
import { ledgerErrors } from "../errors.ts";
import { MemoryStore } from "../store/memory-store.ts";
import type { StoreBatch } from "../store/state-store.ts";
import { HEARTBEAT_INTERVAL_MS } from "./heartbeats.ts";
import { openInThreadLedger } from "./in-thread-ledger.ts";

const alice = testMember("alice");
const signer = testSigner();
const START = new SimulatedTime().now();
let requests = 0;

/** A store whose commits can be made to fail. */
class FailingStore extends MemoryStore {
  failure: Error | undefined;

  override commit(batch: StoreBatch): void {
    if (this.failure !== undefined) throw this.failure;
    super.commit(batch);
  }
}

async function open(options: { store?: MemoryStore; time?: SimulatedTime; maxWaiting?: number } = {}) {
  const { store = new FailingStore(), time = new SimulatedTime(), maxWaiting = 1_000 } = options;
  const genesis = testGenesis({ members: [alice], validators: [validatorOf(signer)], time: START });
  const modules = { ruleset: testRuleset, signer, clock: time, timers: time, log: silentLog };
  const ledger = await openInThreadLedger({ genesis, maxWaiting }, { ...modules, store });
  const sign = (steps: readonly Step[] = []) =>
    scriptTransaction(
      alice,
      { ledger: ledger.status().ledger, createdAt: time.now(), idempotencyKey: `request-${(requests += 1)}` },
      steps,
    );
  return { ledger, store: store as FailingStore, time, sign, genesis };
}

describe("EmbeddedLedger", () => {
  it("puts all that waits into the next block", async () => {
    const { ledger, sign } = await open();
    const transactions = await Promise.all(Array.from({ length: 50 }, () => sign()));
    const receipts = await Promise.all(transactions.map((transaction) => ledger.submit(transaction)));
    const blocks = new Set(receipts.map(({ height }) => height));
    expect(blocks.size).toBeLessThan(10);
    expect(ledger.status().height).toBe(blocks.size);
    await ledger[Symbol.asyncDispose]();
  });

  it("never lets time go back with the clock", async () => {
    const { ledger, sign, time } = await open();
    const first = await ledger.submit(await sign([{ op: "about" }]));
    const early = await sign([{ op: "about" }]);
    time.setClock(time.now() - 30 * 60_000);
    const second = await ledger.submit(early);
    const times = [first, second].map(({ height }) => ledger.block(height)?.header.time);
    expect(times[1]).toBe(times[0]);
    await ledger[Symbol.asyncDispose]();
  });

  it("shows life by signed heartbeats while nothing happens, and later blocks are not older", async () => {
    const { ledger, sign, time } = await open();
    const start = ledger.status();
    expect(start.freshAt).toBe(start.blockTime);
    time.advance(HEARTBEAT_INTERVAL_MS);
    time.advance(HEARTBEAT_INTERVAL_MS);
    await eventually(() => {
      time.advance(HEARTBEAT_INTERVAL_MS);
      return ledger.status().freshAt > start.freshAt;
    });
    const { freshAt, height, stateRoot } = ledger.status();
    expect({ height, stateRoot }).toEqual({ height: start.height, stateRoot: start.stateRoot });
    time.setClock(start.blockTime);
    const receipt = await ledger.submit(await sign());
    expect(ledger.block(receipt.height)?.header.time).toBeGreaterThanOrEqual(freshAt);
    await ledger[Symbol.asyncDispose]();
    expect(time.waiting).toBe(0);
  });

  it("stops when the disk is full: nothing is lost, reads go on, and it starts again", async () => {
    const { ledger, sign, store, time } = await open();
    await ledger.submit(await sign([{ op: "put", key: "item/a", value: "kept" }]));
    const before = ledger.status();
    store.failure = ledgerErrors.error("STORE_FULL", "no space left on the device");
    const lost = await sign([{ op: "put", key: "item/a", value: "lost" }]);
    await expect(ledger.submit(lost)).rejects.toMatchObject({
      code: "LEDGER_STOPPED",
      details: { cause: "STORE_FULL" },
    });
    store.failure = undefined;
    await expect(ledger.submit(await sign())).rejects.toMatchObject({ code: "LEDGER_STOPPED" });
    expect(ledger.status()).toEqual({
      ...before,
      stopped: { code: "STORE_FULL", message: "no space left on the device" },
    });
    expect(Buffer.from(ledger.state.get("item/a") ?? []).toString()).toBe("kept");
    expect(ledger.block(1)).toBeDefined();
    const again = await open({ store, time });
    expect(again.ledger.status()).toEqual(before);
    expect((await again.ledger.submit(lost)).status).toBe("done");
  });

  it("refuses everyone who waits when a block fails", async () => {
    const { ledger, sign, store } = await open();
    const transactions = await Promise.all(Array.from({ length: 20 }, () => sign()));
    store.failure = ledgerErrors.error("STORE_FULL", "no space left on the device");
    const outcomes = await Promise.allSettled(transactions.map((transaction) => ledger.submit(transaction)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill("rejected"));
  });

  it("takes no more than its limit in", async () => {
    const { ledger, sign } = await open({ maxWaiting: 20 });
    const transaction = await sign();
    const outcomes = await Promise.allSettled(Array.from({ length: 25 }, () => ledger.submit(transaction)));
    const refused = outcomes.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(5).fill("OVERLOADED"));
    expect((await ledger.submit(transaction)).repeated).toBe(true);
    await ledger[Symbol.asyncDispose]();
  });

  it("answers everyone when it is closed", async () => {
    const { ledger, sign } = await open();
    const transactions = await Promise.all(Array.from({ length: 20 }, () => sign()));
    const submitted = Promise.allSettled(transactions.map((transaction) => ledger.submit(transaction)));
    await ledger[Symbol.asyncDispose]();
    for (const outcome of await submitted) {
      expect(outcome.status === "fulfilled" ? "done" : (outcome.reason as { code: string }).code).toMatch(
        /^(done|LEDGER_CLOSED)$/,
      );
    }
    await expect(ledger.submit(await sign())).rejects.toMatchObject({
      code: "LEDGER_CLOSED",
    });
  });

  it("finds a record that the disk has altered, answers from it no more and makes no more blocks, after a restart too", async () => {
    const store = new (class extends FailingStore {
      altered = "";
      override get(key: string) {
        return key === this.altered ? new Uint8Array([1]) : super.get(key);
      }
      override *scan(start: string) {
        for (const { key, value } of super.scan(start))
          yield { key, value: key === this.altered ? new Uint8Array([1]) : value };
      }
      override async [Symbol.asyncDispose]() {}
    })();
    const { ledger, sign, time } = await open({ store });
    for (let n = 0; n < 30; n += 1) await ledger.submit(await sign([{ op: "put", key: `item/${n}`, value: "sound" }]));
    for (let turn = 0; turn < 20; turn += 1) time.advance(SCRUB_INTERVAL_MS);
    expect(ledger.status().stopped).toBeUndefined();
    store.altered = "item/17";
    for (let turn = 0; turn < 20; turn += 1) time.advance(SCRUB_INTERVAL_MS);
    expect(ledger.status().stopped).toMatchObject({
      code: "STORE_CORRUPT",
      message: expect.stringContaining("item/17"),
    });
    expect(() => ledger.state.get("item/17")).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
    await expect(ledger.prove("item/17")).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    expect(ledger.state.get("item/16")).toBeDefined();
    await expect(ledger.submit(await sign())).rejects.toMatchObject({ code: "LEDGER_STOPPED" });
    await ledger[Symbol.asyncDispose]();
    const again = await open({ store, time });
    expect(again.ledger.status().stopped?.code).toBe("STORE_CORRUPT");
    expect(() => again.ledger.state.get("item/17")).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
    await again.ledger[Symbol.asyncDispose]();
  });

  it("does not open with a key that the genesis does not name", async () => {
    const time = new SimulatedTime();
    const genesis = testGenesis({ members: [alice], validators: [validatorOf(testSigner())], time: time.now() });
    const modules = {
      store: new MemoryStore(),
      ruleset: testRuleset,
      signer,
      clock: time,
      timers: time,
      log: silentLog,
    };
    await expect(openInThreadLedger({ genesis }, modules)).rejects.toMatchObject({ code: "GENESIS_INVALID" });
  });

  it("keeps as many blocks as it was told and says so of older ones", async () => {
    const time = new SimulatedTime();
    const genesis = testGenesis({ members: [alice], validators: [validatorOf(signer)], time: time.now() });
    const modules = {
      store: new MemoryStore(),
      ruleset: testRuleset,
      signer,
      clock: time,
      timers: time,
      log: silentLog,
    };
    const ledger = await openInThreadLedger({ genesis, keepBlocks: 3 }, modules);
    for (let n = 0; n < 15; n += 1) {
      const place = { ledger: ledger.status().ledger, createdAt: time.now(), idempotencyKey: `kept-${n}` };
      await ledger.submit(await scriptTransaction(alice, place, []));
    }
    expect(ledger.blockOctets(13)).toBeDefined();
    expect(ledger.blockOctets(12)).toBeUndefined();
    const stream = ledger.follow(2, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(stream.next()).rejects.toMatchObject({ code: "RECORD_UNKNOWN" });
    await ledger[Symbol.asyncDispose]();
  });
});
