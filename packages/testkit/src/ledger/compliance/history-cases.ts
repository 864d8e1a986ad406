import { fromUtf8 } from "@symbolon/base";
import type { Block, Heartbeat } from "@symbolon/ledger";
import { describe, expect, it } from "vitest";
import type { ComplianceContext } from "../ledger-compliance.ts";

/** Blocks as others see them, and what survives a restart. */
export function historyCases(context: ComplianceContext): void {
  describe("history", () => {
    it("streams every block from a height on, then each new one", async () => {
      const { ledger } = context.under;
      await context.run(context.alice, [{ op: "about" }]);
      const known = ledger.status().height;
      const stop = new AbortController();
      const heights: number[] = [];
      const streamed = (async () => {
        for await (const item of ledger.follow(1, stop.signal)) {
          if (isBlock(item)) heights.push(item.header.height);
          if (heights.length > known) return;
        }
      })();
      await context.run(context.alice, [{ op: "about" }]);
      await streamed;
      stop.abort();
      expect(heights).toEqual(Array.from({ length: known + 1 }, (_, n) => n + 1));
    });

    it("ends a stream when its reader gives up", async () => {
      const { ledger } = context.under;
      const stop = new AbortController();
      const ended = (async () => {
        for await (const item of ledger.follow(ledger.status().height + 1, stop.signal)) expect(item).toBeDefined();
        return "ended";
      })();
      stop.abort();
      expect(await ended).toBe("ended");
    });

    it("chains its headers and never lets time go back", () => {
      const { ledger } = context.under;
      for (let height = 2; height <= ledger.status().height; height += 1) {
        const before = ledger.block(height - 1)?.header;
        const header = ledger.block(height)?.header;
        expect(header?.height).toBe(height);
        expect(header?.time).toBeGreaterThanOrEqual(before?.time ?? Infinity);
        expect(header?.previousHash).toMatch(/^[0-9a-f]{64}$/);
      }
      expect(ledger.block(ledger.status().height + 1)).toBeUndefined();
    });

    it("tells listeners of each commit until they stop", async () => {
      const { ledger } = context.under;
      const heard: number[] = [];
      const forget = ledger.onCommit((block) => heard.push(block.header.height));
      const receipt = await context.run(context.alice, [{ op: "about" }]);
      expect(heard).toContain(receipt.height);
      forget();
      const count = heard.length;
      await context.run(context.alice, [{ op: "about" }]);
      expect(heard).toHaveLength(count);
    });

    it("lets every reading after a receipt see at least its height", async () => {
      const { ledger } = context.under;
      const key = context.fresh("item/height");
      let reading = true;
      const poll = () => {
        if (!reading) return;
        ledger.state.get(key);
        setImmediate(poll);
      };
      poll();
      for (let n = 0; n < 30; n += 1) {
        const receipt = await context.run(context.alice, [{ op: "put", key, value: String(n) }]);
        const seen = fromUtf8(ledger.state.get(key) as Uint8Array);
        expect({ seen, behind: ledger.state.head().height < receipt.height }).toEqual({
          seen: String(n),
          behind: false,
        });
      }
      reading = false;
    });

    it("keeps state, blocks and receipts over a restart", async ({ skip }) => {
      const { under } = context;
      const { restart } = under;
      if (restart === undefined) {
        skip("nothing outlives this driver's process");
        return;
      }
      const key = context.fresh("item/restart");
      const transaction = await context.sign(context.alice, { args: { steps: [{ op: "put", key, value: "kept" }] } });
      const first = await under.ledger.submit(transaction);
      const before = under.ledger.status();
      const block = under.ledger.block(first.height);
      await restart();
      expect(under.ledger.status()).toMatchObject({
        ledger: before.ledger,
        height: before.height,
        stateRoot: before.stateRoot,
        headerHash: before.headerHash,
      });
      expect(under.ledger.block(first.height)).toEqual(block);
      expect(await under.ledger.submit(transaction)).toEqual({ ...first, repeated: true });
      expect((await context.run(context.alice, [{ op: "get", key }])).result).toEqual(["kept"]);
    });
  });
}

function isBlock(item: Block | Heartbeat): item is Block {
  return "header" in item;
}
