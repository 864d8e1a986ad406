import { type Log, type LogFields, silentLog } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { MAX_LOGGED_PEERS, PEER_LOG_INTERVAL_MS, PeerLog } from "./peer-log.ts";

function setUp() {
  const lines: { event: string; fields: LogFields | undefined }[] = [];
  let now = 0;
  const log: Log = { ...silentLog, warn: (event, fields) => lines.push({ event, fields }) };
  const peerLog = new PeerLog({ log, clock: { now: () => now, monotonic: () => now } });
  return { lines, peerLog, pass: (milliseconds: number) => (now += milliseconds) };
}

describe("PeerLog", () => {
  it("logs a reason of a peer once per interval and then says how much it kept back", () => {
    const { lines, peerLog, pass } = setUp();
    for (let i = 0; i < 10; i += 1) peerLog.warn("turned-away", "malformed", "192.0.2.1");
    expect(lines).toEqual([{ event: "turned-away", fields: { reason: "malformed", peer: "192.0.2.1" } }]);
    pass(PEER_LOG_INTERVAL_MS);
    peerLog.warn("turned-away", "malformed", "192.0.2.1");
    expect(lines.slice(1)).toEqual([
      { event: "peer-warnings-suppressed", fields: { count: 9 } },
      { event: "turned-away", fields: { reason: "malformed", peer: "192.0.2.1" } },
    ]);
  });

  it("tells reasons and peers apart", () => {
    const { lines, peerLog } = setUp();
    peerLog.warn("turned-away", "malformed", "192.0.2.1");
    peerLog.warn("turned-away", "malformed", "192.0.2.2");
    peerLog.warn("turned-away", "too-short", "192.0.2.1");
    expect(lines).toHaveLength(3);
  });

  it("remembers no more pairs than its limit", () => {
    const { lines, peerLog } = setUp();
    for (let i = 0; i < MAX_LOGGED_PEERS * 3; i += 1) peerLog.warn("turned-away", "malformed", `peer ${i}`);
    expect(lines).toHaveLength(MAX_LOGGED_PEERS);
  });
});
