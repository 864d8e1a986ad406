import { fromBase64Url } from "@symbolon/base";
import { MemoryKeyStore, verifySignature } from "@symbolon/crypto";
import type { Ledger, Receipt } from "@symbolon/ledger";
import { type SignedTransaction, transactionSigningBytes } from "@symbolon/proofs";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../adapters/system-random.ts";
import { MemberTransactionSubmitter } from "./transaction-submitter.ts";

const receipt = { status: "done", height: 3 } as Receipt;

async function submitter() {
  const keys = new MemoryKeyStore();
  const { id, spki } = await keys.generate("ES256", "admin");
  const submitted: SignedTransaction[] = [];
  const ledger = {
    status: () => ({ ledger: "devnet-0123456789abcdef" }),
    submit: async (transaction: SignedTransaction) => {
      submitted.push(transaction);
      return receipt;
    },
  } as unknown as Ledger;
  const clock = { now: () => 1_700_000_000_000, monotonic: () => 0 };
  const signer = await keys.signer(id);
  const modules = { ledger, signer, certificateId: id, clock, random: systemRandom };
  return { submitter: new MemberTransactionSubmitter(modules), submitted, id, spki };
}

describe("transactions of this member", () => {
  it("name the ledger, the key and the time, and are signed over all of it", async () => {
    const { submitter: own, submitted, id, spki } = await submitter();
    const args = { kind: "imsi", count: 3 };
    expect(await own.submit("numbers", "apply", args, { idempotencyKey: "key-1" })).toBe(receipt);
    const [{ signature, ...body }] = submitted as [SignedTransaction];
    expect(body).toEqual({
      ledger: "devnet-0123456789abcdef",
      contract: "numbers",
      method: "apply",
      args,
      submitter: id,
      idempotencyKey: "key-1",
      createdAt: 1_700_000_000_000,
    });
    const octets = fromBase64Url(signature);
    expect(verifySignature("ES256", spki, transactionSigningBytes(body), octets)).toBe(true);
    const richer = { ...body, args: { ...args, count: 4 } };
    expect(verifySignature("ES256", spki, transactionSigningBytes(richer), octets)).toBe(false);
  });

  it("draw an idempotency key of their own where none is given: they are not taken for one another", async () => {
    const { submitter: own, submitted } = await submitter();
    await own.submit("numbers", "clean", {});
    await own.submit("numbers", "clean", {});
    const [first, second] = submitted.map(({ idempotencyKey }) => idempotencyKey);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
  });
});
