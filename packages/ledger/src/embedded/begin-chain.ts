import { toBase64Url } from "@symbolon/base";
import type { Signer } from "@symbolon/crypto/signatures";
import { headerSigningBytes, NO_PREVIOUS_HASH, type Sha256, validatorsHash } from "@symbolon/proofs";
import type { Genesis } from "@symbolon/state";
import { headerOf, seal } from "../chain/seal.ts";
import type { BlockEngine } from "../engine/block-engine.ts";
import { ledgerErrors } from "../errors.ts";

/** @throws GENESIS_INVALID when the key that would sign headers is not named by the genesis */
export function checkOrderer(genesis: Genesis, signer: Signer): void {
  const spki = toBase64Url(signer.spki);
  if (genesis.validators.some((validator) => validator.suite === signer.suite && validator.spki === spki)) return;
  throw ledgerErrors.error(
    "GENESIS_INVALID",
    "the key of this node is not among the validators of the genesis document",
  );
}

/** Commits height 0, signed, when the store is empty. @throws STORE_FULL and its like */
export async function beginChain(
  genesis: Genesis,
  modules: { engine: BlockEngine; signer: Signer; sha256: Sha256 },
): Promise<void> {
  const { engine, signer, sha256 } = modules;
  if (engine.head.height >= 0) return;
  const outcome = await engine.begin();
  const header = headerOf(outcome, {
    ledger: engine.head.ledger,
    previousHash: NO_PREVIOUS_HASH,
    validatorsHash: validatorsHash(genesis.validators, sha256),
  });
  await engine.commit({ header, signature: await seal(signer, headerSigningBytes(header)) });
}
