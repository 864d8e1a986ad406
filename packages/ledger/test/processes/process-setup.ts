import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { KeyObjectSigner, type Signer } from "@symbolon/crypto/signatures";
import type { Genesis } from "@symbolon/state";
import { testGenesis, type TestMember, validatorOf } from "@symbolon/testkit/ledger";

/** What a test's processes share, by way of a file. */
export interface ProcessSetup {
  readonly genesis: Genesis;
  readonly orderer: Signer;
  readonly alice: TestMember;
}

function newKey(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}

function signerOf(pem: string): Signer {
  return new KeyObjectSigner(createPrivateKey(pem));
}

export async function writeSetup(path: string): Promise<ProcessSetup> {
  await writeFile(path, JSON.stringify({ time: Date.now(), orderer: newKey(), alice: newKey() }), { mode: 0o600 });
  return readSetup(path);
}

export async function readSetup(path: string): Promise<ProcessSetup> {
  const { time, orderer, alice } = JSON.parse(await readFile(path, "utf8")) as {
    time: number;
    orderer: string;
    alice: string;
  };
  const member: TestMember = {
    memberId: "alice",
    certificateId: "alice:client",
    role: "client",
    signer: signerOf(alice),
  };
  const signer = signerOf(orderer);
  return {
    genesis: testGenesis({ members: [member], validators: [validatorOf(signer)], time }),
    orderer: signer,
    alice: member,
  };
}
