import { type Log, silentLog } from "@symbolon/base";
import type { CredentialNonceStore } from "@symbolon/stores";
import { SimulatedTime } from "@symbolon/testkit";
import { describe, expect, it } from "vitest";
import { MAX_NONCES_PURGED, NONCE_PURGE_INTERVAL_MS, NoncePurge } from "./nonce-purge.ts";

function start(purge: CredentialNonceStore["purge"]) {
  const time = new SimulatedTime(1_000);
  const logged: string[] = [];
  const log: Log = { ...silentLog, warn: (event) => void logged.push(event) };
  const nonces: CredentialNonceStore = { consume: () => Promise.resolve(true), purge };
  return { time, logged, purging: new NoncePurge({ clock: time, timers: time, log }, nonces) };
}

describe("forgetting nonces", () => {
  it("asks the store in rounds for those that have expired by then, a bounded number of them", async () => {
    const rounds: [number, number][] = [];
    const { time, purging } = start(async (now, limit) => rounds.push([now, limit]));
    time.advance(NONCE_PURGE_INTERVAL_MS - 1);
    expect(rounds).toEqual([]);
    time.advance(1);
    await expect.poll(() => time.waiting, { interval: 1 }).toBe(1);
    time.advance(NONCE_PURGE_INTERVAL_MS);
    expect(rounds).toEqual([
      [1_000 + NONCE_PURGE_INTERVAL_MS, MAX_NONCES_PURGED],
      [1_000 + 2 * NONCE_PURGE_INTERVAL_MS, MAX_NONCES_PURGED],
    ]);
    await purging[Symbol.asyncDispose]();
  });

  it("goes on after a round that failed, and says so once for each", async () => {
    let rounds = 0;
    const { time, logged, purging } = start(() => {
      rounds += 1;
      return Promise.reject(new Error("the store is busy"));
    });
    time.advance(NONCE_PURGE_INTERVAL_MS);
    await expect.poll(() => time.waiting, { interval: 1 }).toBe(1);
    time.advance(NONCE_PURGE_INTERVAL_MS);
    await purging[Symbol.asyncDispose]();
    expect(rounds).toBe(2);
    expect(logged).toEqual(["credential.nonces_not_purged", "credential.nonces_not_purged"]);
  });

  it("ends with the node: it waits for the round under way and begins no other", async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const { time, purging } = start(() => promise);
    time.advance(NONCE_PURGE_INTERVAL_MS);
    let isClosed = false;
    const closing = purging[Symbol.asyncDispose]().then(() => (isClosed = true));
    await Promise.resolve();
    expect(isClosed).toBe(false);
    resolve(0);
    await closing;
    expect(time.waiting).toBe(0);
  });
});
