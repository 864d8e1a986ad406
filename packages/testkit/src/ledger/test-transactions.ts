import type { JsonObject } from "@symbolon/base";
import type { SignedTransaction, TransactionBody } from "@symbolon/proofs";
import type { Step } from "./test-contract.ts";
import { signTransaction, type TestMember } from "./test-members.ts";

/** A call of the test contract's script, signed. */
export function scriptTransaction(
  member: TestMember,
  place: Pick<TransactionBody, "ledger" | "createdAt" | "idempotencyKey">,
  steps: readonly Step[],
  changes: Partial<TransactionBody> = {},
): Promise<SignedTransaction> {
  const call = { contract: "test", method: "script", args: { steps } as unknown as JsonObject };
  return signTransaction(member.signer, { ...call, ...place, submitter: member.certificateId, ...changes });
}
