import { sha256 } from "@symbolon/crypto/hash";
import { verifySignatureAsync } from "@symbolon/crypto/signatures";
import { verifyProof } from "@symbolon/proofs";
import type { Genesis } from "@symbolon/state";
import type { Ledger } from "../ledger.ts";

/** Verifies a proof as somebody does who knows only the ledger's name and validators. */
export async function checkProof(document: Uint8Array, ledger: Ledger, genesis: Genesis) {
  const { validators } = genesis;
  const trust = { format: 1, type: "embedded", ledger: ledger.status().ledger, validators } as const;
  return verifyProof(document, trust, { sha256, verifySignature: verifySignatureAsync });
}
