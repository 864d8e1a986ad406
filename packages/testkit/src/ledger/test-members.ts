import { generateKeyPairSync } from "node:crypto";
import { type JsonObject, toBase64Url } from "@symbolon/base";
import { KeyObjectSigner, type Signer } from "@symbolon/crypto";
import {
  type SignedTransaction,
  type TransactionBody,
  transactionSigningBytes,
  type Validator,
} from "@symbolon/proofs";
import type { CertificateRole, Genesis } from "@symbolon/state";
import type { TestCertificate } from "./test-contract.ts";

/** Someone who signs transactions in tests. */
export interface TestMember {
  readonly memberId: string;
  readonly certificateId: string;
  readonly role: CertificateRole;
  readonly signer: Signer;
}

export function testSigner(suite: "ES256" | "EdDSA" = "ES256"): Signer {
  const { privateKey } =
    suite === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  return new KeyObjectSigner(privateKey);
}

export function testMember(
  memberId: string,
  role: CertificateRole = "client",
  suite: "ES256" | "EdDSA" = "ES256",
): TestMember {
  return { memberId, role, certificateId: `${memberId}:${role}`, signer: testSigner(suite) };
}

export function validatorOf(signer: Signer): Validator {
  return { suite: signer.suite, spki: toBase64Url(signer.spki) };
}

/** A genesis that knows these members. */
export function testGenesis(options: {
  readonly members: readonly TestMember[];
  readonly validators: readonly Validator[];
  readonly time: number;
  readonly parameters?: JsonObject;
}): Genesis {
  const certificates: Record<string, JsonObject> = {};
  for (const { memberId, role, certificateId, signer } of options.members) {
    const certificate: TestCertificate = { memberId, role, ...validatorOf(signer) };
    certificates[certificateId] = { ...certificate };
  }
  return {
    format: 1,
    name: "test",
    time: options.time,
    validators: options.validators,
    contracts: { test: { certificates }, ledger: options.parameters ?? {} },
  };
}

/** Signs a body as it stands. */
export async function signTransaction(signer: Signer, body: TransactionBody): Promise<SignedTransaction> {
  const signature = await signer.sign(transactionSigningBytes(body));
  return { ...body, signature: toBase64Url(signature) };
}
