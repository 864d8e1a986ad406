import type { JsonObject } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import type { ComplianceContext } from "../ledger-compliance.ts";

/** The same request is executed once, however often it comes. */
export function idempotencyCases(context: ComplianceContext): void {
  describe("idempotency", () => {
    const steps = (key: string) =>
      ({
        steps: [
          { op: "put", key, value: "x" },
          { op: "emit", type: "test.put", data: { key } },
        ],
      }) as JsonObject;

    it("answers the same transaction with the first receipt", async () => {
      const transaction = await context.sign(context.alice, { args: steps(context.fresh("item/same")) });
      const first = await context.under.ledger.submit(transaction);
      const again = await context.under.ledger.submit(transaction);
      expect(again).toEqual({ ...first, repeated: true });
    });

    it("answers the same content signed anew with the first receipt", async () => {
      const request = { args: steps(context.fresh("item/anew")), idempotencyKey: context.fresh("key") };
      const first = await context.under.ledger.submit(await context.sign(context.alice, request));
      const later = { ...request, createdAt: context.under.now() + 1 };
      const again = await context.under.ledger.submit(await context.sign(context.alice, later));
      expect(again).toEqual({ ...first, repeated: true });
    });

    it("refuses other content under a used key", async () => {
      const idempotencyKey = context.fresh("key");
      await context.under.ledger.submit(
        await context.sign(context.alice, { idempotencyKey, args: steps("item/first") }),
      );
      const other = await context.sign(context.alice, { idempotencyKey, args: steps("item/second") });
      await expect(context.under.ledger.submit(other)).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
    });

    it("keeps the keys of members apart", async () => {
      const idempotencyKey = context.fresh("key");
      for (const member of [context.alice, context.bob]) {
        const receipt = await context.under.ledger.submit(await context.sign(member, { idempotencyKey }));
        expect(receipt.repeated).toBe(false);
      }
    });

    it("remembers what a contract refused", async () => {
      const transaction = await context.sign(context.alice, { args: { steps: [{ op: "refuse" }] } });
      const first = await context.under.ledger.submit(transaction);
      expect(await context.under.ledger.submit(transaction)).toEqual({ ...first, repeated: true });
    });

    it("executes what is submitted twice at once only once", async () => {
      const key = context.fresh("item/twice");
      const transaction = await context.sign(context.alice, { args: steps(key) });
      const receipts = await Promise.all([1, 2, 3].map(() => context.under.ledger.submit(transaction)));
      expect(new Set(receipts.map(({ height, index }) => `${height}/${index}`)).size).toBe(1);
      expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1);
    });

    it("does not answer a repetition whose signature is not the member's", async () => {
      const transaction = await context.sign(context.alice);
      await context.under.ledger.submit(transaction);
      const forged = { ...transaction, signature: (await context.sign(context.alice)).signature };
      await expect(context.under.ledger.submit(forged)).rejects.toMatchObject({ code: "SIGNATURE_INVALID" });
    });

    it("refuses a certificate from its revocation on", async () => {
      const { admin, bob, under } = context;
      const revoke = { method: "revoke", args: { certificate: bob.certificateId } };
      expect((await under.ledger.submit(await context.sign(admin, revoke))).status).toBe("done");
      await expect(context.run(bob, [{ op: "about" }])).rejects.toMatchObject({ code: "CERTIFICATE_REVOKED" });
    });
  });
}
