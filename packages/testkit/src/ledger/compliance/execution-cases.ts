import { fromUtf8, toBase64Url, utf8 } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import type { ComplianceContext } from "../ledger-compliance.ts";

/** What a contract sees and what its calls leave behind. */
export function executionCases(context: ComplianceContext): void {
  describe("execution", () => {
    it("gives a receipt with height, position, result and events, and the state has it", async () => {
      const { alice, under } = context;
      const key = context.fresh("item/receipt");
      const event = { op: "emit", type: "test.written", data: { key } } as const;
      const receipt = await context.run(alice, [{ op: "put", key, value: "one" }, event]);
      expect(receipt).toMatchObject({ status: "done", repeated: false, result: [null, null] });
      expect(receipt.events).toEqual([{ type: "test.written", data: { key } }]);
      expect(fromUtf8(under.ledger.state.get(key) as Uint8Array)).toBe("one");
      expect(under.ledger.state.head().height).toBeGreaterThanOrEqual(receipt.height);
      const block = under.ledger.block(receipt.height);
      expect(block?.results[receipt.index]?.id).toBe(receipt.id);
      expect(block?.transactions[receipt.index]?.submitter).toBe(alice.certificateId);
    });

    it("shows own writes to later reads, in key order, half-open", async () => {
      const at = context.fresh("item/overlay");
      await context.run(context.alice, [
        { op: "put", key: `${at}/b`, value: "stored" },
        { op: "put", key: `${at}/d`, value: "stored" },
        { op: "put", key: `${at}/f`, value: "stored" },
      ]);
      const receipt = await context.run(context.alice, [
        { op: "put", key: `${at}/c`, value: "own" },
        { op: "put", key: `${at}/d`, value: "own" },
        { op: "delete", key: `${at}/b` },
        { op: "get", key: `${at}/b` },
        { op: "get", key: `${at}/d` },
        { op: "range", start: `${at}/`, end: `${at}/f`, limit: 10 },
        { op: "range", start: `${at}/`, end: `${at}0`, limit: 2 },
        { op: "range", start: `${at}/d`, end: `${at}0`, limit: 1 },
      ]);
      expect(receipt.result).toEqual([
        null,
        null,
        null,
        null,
        "own",
        [
          [`${at}/c`, "own"],
          [`${at}/d`, "own"],
        ],
        [
          [`${at}/c`, "own"],
          [`${at}/d`, "own"],
        ],
        [[`${at}/d`, "own"]],
      ]);
      const later = await context.run(context.bob, [{ op: "range", start: `${at}/`, end: `${at}0`, limit: 10 }]);
      expect(later.result).toEqual([
        [
          [`${at}/c`, "own"],
          [`${at}/d`, "own"],
          [`${at}/f`, "stored"],
        ],
      ]);
    });

    it("writes nothing when a call refuses or fails", async () => {
      const key = context.fresh("item/refused");
      const put = { op: "put", key, value: "never" } as const;
      const refused = await context.run(context.alice, [put, { op: "refuse" }]);
      expect(refused).toMatchObject({ status: "refused", code: "TEST_REFUSED", events: [] });
      const failed = await context.run(context.alice, [put, { op: "fail" }]);
      expect(failed).toMatchObject({ status: "refused", code: "INTERNAL" });
      expect(JSON.stringify(failed)).not.toContain("broke the contract");
      expect(context.under.ledger.state.get(key)).toBeUndefined();
    });

    it.each([
      ["a key outside the alphabet", { op: "put", key: "item/ä", value: "x" }],
      ["a key with an empty part", { op: "put", key: "item//x", value: "x" }],
      ["an empty value", { op: "put", key: "item/empty", value: "" }],
      ["a range without limit", { op: "range", start: "a", end: "b", limit: 0 }],
    ] as const)("refuses %s", async (_, step) => {
      expect(await context.run(context.alice, [step])).toMatchObject({ status: "refused", code: "INVALID_VALUE" });
    });

    it.each(["transaction/alice/x", "transaction-index/0000000000000001"])("keeps %s to itself", async (key) => {
      const receipt = await context.run(context.alice, [{ op: "put", key, value: "x" }]);
      expect(receipt).toMatchObject({ status: "refused", code: "RESERVED_KEY" });
    });

    it("ends a call that works too much, even when the contract swallows the error", async () => {
      const key = context.fresh("item/work");
      const writes = Array.from({ length: 21 }, (_, n) => ({ op: "put", key: `${key}/${n}`, value: "x" }) as const);
      const wrote = await context.run(context.alice, writes);
      expect(wrote).toMatchObject({ status: "refused", code: "WORK_LIMIT_EXCEEDED" });
      expect(context.under.ledger.state.get(`${key}/0`)).toBeUndefined();
      const read = await context.run(context.alice, [{ op: "put", key, value: "x" }, { op: "swallow" }]);
      expect(read).toMatchObject({ status: "refused", code: "WORK_LIMIT_EXCEEDED" });
      expect(context.under.ledger.state.get(key)).toBeUndefined();
      const hashed = await context.run(
        context.alice,
        Array.from({ length: 33 }, () => verifyStep(context, "AAAA")),
      );
      expect(hashed).toMatchObject({ status: "refused", code: "WORK_LIMIT_EXCEEDED" });
    });

    it("verifies signatures of others for a contract", async () => {
      const signature = await context.bob.signer.sign(utf8("statement"));
      const good = await context.run(context.alice, [verifyStep(context, toBase64Url(signature))]);
      expect(good.result).toEqual([true]);
      signature[3] = (signature[3] as number) ^ 1;
      const bad = await context.run(context.alice, [verifyStep(context, toBase64Url(signature))]);
      expect(bad.result).toEqual([false]);
    });

    it("tells a call its transaction, height, time and submitter", async () => {
      const receipt = await context.run(context.bob, [{ op: "about" }]);
      const header = context.under.ledger.block(receipt.height)?.header;
      const { memberId, certificateId, role } = context.bob;
      expect(receipt.result).toEqual([
        {
          txId: receipt.id,
          height: receipt.height,
          blockTime: header?.time,
          submitter: { memberId, certificateId, role },
        },
      ]);
    });

    it("orders a member's concurrent transactions one after the other", async () => {
      const key = context.fresh("item/order");
      const receipts = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          context.run(context.alice, [
            { op: "get", key },
            { op: "put", key, value: String(n) },
          ]),
        ),
      );
      const order = receipts.toSorted((a, b) => a.height - b.height || a.index - b.index);
      for (const [place, receipt] of order.entries()) {
        const before = order[place - 1];
        const expected = before === undefined ? null : String(receipts.indexOf(before));
        expect(receipt.result).toEqual([expected, null]);
      }
    });
  });
}

function verifyStep(context: ComplianceContext, signature: string) {
  const { suite, spki } = context.bob.signer;
  return { op: "verify", suite, spki: toBase64Url(spki), text: "statement", signature } as const;
}
