import { fromUtf8, utf8 } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import type { ComplianceContext } from "../ledger-compliance.ts";

/** What anybody can check without asking the ledger again. */
export function proofCases(context: ComplianceContext): void {
  describe("proofs", () => {
    const verify = async (document: Uint8Array) => {
      const check = context.under.verifyProof;
      return check === undefined ? expect.unreachable("the driver proves nothing") : check(document);
    };

    it("prove the record under a key at the height that wrote it", async () => {
      const key = context.fresh("item/proven");
      const receipt = await context.run(context.alice, [{ op: "put", key, value: "proven" }]);
      const verdict = await verify(await context.under.ledger.prove(key));
      expect(verdict).toMatchObject({ valid: true, type: "record", record: { key } });
      const { record, height } = verdict as Extract<typeof verdict, { type: "record" }>;
      expect(fromUtf8(record.value as Uint8Array)).toBe("proven");
      expect(height).toBeGreaterThanOrEqual(receipt.height);
    });

    it("prove that there is no record under a key", async () => {
      const key = context.fresh("item/absent");
      const verdict = await verify(await context.under.ledger.prove(key));
      expect(verdict).toMatchObject({ valid: true, record: { key, value: undefined } });
    });

    it("prove a transaction and its result at their place", async () => {
      const runs = Array.from({ length: 5 }, () => context.run(context.alice, [{ op: "about" }]));
      for (const { id, height, index } of await Promise.all(runs)) {
        const verdict = await verify(await context.under.ledger.proveTransaction(height, index));
        expect(verdict).toMatchObject({
          valid: true,
          type: "transaction",
          height,
          index,
          result: { id, status: "done" },
        });
      }
    });

    it("do not survive a change", async () => {
      const key = context.fresh("item/forged");
      await context.run(context.alice, [{ op: "put", key, value: "honest" }]);
      const text = fromUtf8(await context.under.ledger.prove(key));
      const forged = text.replaceAll("aG9uZXN0", "Zm9yZ2Vk");
      expect(forged).not.toBe(text);
      expect(await verify(utf8(forged))).toMatchObject({ valid: false });
    });

    it("are refused where there is nothing to prove", async () => {
      const { ledger } = context.under;
      const { height, index } = await context.run(context.alice, [{ op: "about" }]);
      await expect(ledger.proveTransaction(height, index + 1_000)).rejects.toMatchObject({ code: "RECORD_UNKNOWN" });
      await expect(ledger.proveTransaction(height + 1_000, 0)).rejects.toMatchObject({ code: "RECORD_UNKNOWN" });
    });
  });
}
