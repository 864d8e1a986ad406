import type { JsonObject } from "@symbolon/base";
import type { TransactionBody } from "@symbolon/proofs";
import { describe, expect, it } from "vitest";
import type { ComplianceContext } from "../ledger-compliance.ts";
import { signTransaction } from "../test-members.ts";

/** What never enters a block. */
export function admissionCases(context: ComplianceContext): void {
  describe("admission", () => {
    const submit = async (changes: Partial<TransactionBody>) =>
      context.under.ledger.submit(await context.sign(context.alice, changes));

    it.each<[string, Partial<TransactionBody>]>([
      ["WRONG_LEDGER", { ledger: "test-0000000000000000" }],
      ["CONTRACT_UNKNOWN", { contract: "nothing" }],
      ["METHOD_UNKNOWN", { method: "nothing" }],
      ["METHOD_UNKNOWN", { method: "constructor" }],
      ["ARGUMENTS_INVALID", { args: { steps: "none" } }],
      ["CERTIFICATE_UNKNOWN", { submitter: "nobody" }],
      ["ROLE_NOT_PERMITTED", { method: "revoke", args: { certificate: "x" } }],
      ["TRANSACTION_MALFORMED", { idempotencyKey: "a/b" }],
      ["TRANSACTION_MALFORMED", { idempotencyKey: "" }],
      ["TRANSACTION_MALFORMED", { createdAt: 1.5 }],
      ["TRANSACTION_TOO_LARGE", { args: { steps: [], filling: "x".repeat(70_000) } }],
    ])("refuses with %s: %o", async (code, changes) => {
      await expect(submit(changes)).rejects.toMatchObject({ code });
    });

    it("refuses what was signed too long ago or too far ahead", async () => {
      const { replayWindow, under } = context;
      const late = { createdAt: under.now() - replayWindow - 10_000 };
      await expect(submit(late)).rejects.toMatchObject({ code: "TRANSACTION_EXPIRED" });
      const early = { createdAt: under.now() + replayWindow + 10_000 };
      await expect(submit(early)).rejects.toMatchObject({ code: "TRANSACTION_FROM_FUTURE" });
    });

    it("refuses a signature by another key, over other content, or altered", async () => {
      const { alice, stranger, under } = context;
      const body = context.body(alice);
      const forged = await signTransaction(stranger.signer, body);
      await expect(under.ledger.submit(forged)).rejects.toMatchObject({ code: "SIGNATURE_INVALID" });
      const good = await signTransaction(alice.signer, body);
      const changed = { ...good, args: { steps: [{ op: "hash", text: "other" }] } as JsonObject };
      await expect(under.ledger.submit(changed)).rejects.toMatchObject({ code: "SIGNATURE_INVALID" });
      const flipped = { ...good, signature: `${good.signature.startsWith("A") ? "B" : "A"}${good.signature.slice(1)}` };
      await expect(under.ledger.submit(flipped)).rejects.toMatchObject({ code: "SIGNATURE_INVALID" });
      expect((await under.ledger.submit(good)).status).toBe("done");
    });

    it("leaves no trace of what it refused", async () => {
      const before = context.under.ledger.status();
      await expect(submit({ contract: "nothing" })).rejects.toMatchObject({ code: "CONTRACT_UNKNOWN" });
      expect(context.under.ledger.status().stateRoot).toBe(before.stateRoot);
    });

    it("takes Ed25519 and P-256 alike", async () => {
      for (const member of [context.alice, context.bob]) {
        const receipt = await context.run(member, [{ op: "about" }]);
        expect(receipt.result).toMatchObject([{ submitter: { memberId: member.memberId } }]);
      }
    });
  });
}
