import { hkdfSync } from "node:crypto";
import type { HomeNetworkPrivateKey } from "@symbolon/crypto";
import type { StoreKey } from "@symbolon/stores";

/** Octets of an X25519 private key. */
const PRIVATE_KEY_LENGTH = 32;
/** Protection scheme of SUCI profile A (TS 33.501 clause C.3.4.1): X25519. */
const PROFILE_A = 1;

/**
 * Private keys of the home network for SUCI profile A, one per identifier, drawn from the key that seals the subscriber store:
 * whoever restores that restores these. Identifiers are 1 to 255 (TS 23.003 clause 2.2B).
 */
export function homeNetworkKeys(identifiers: readonly number[], { key }: StoreKey): readonly HomeNetworkPrivateKey[] {
  return identifiers.map((id) => ({
    id,
    protectionScheme: PROFILE_A,
    privateKey: new Uint8Array(hkdfSync("sha256", key, "", `symbolon/home-network-key/1/${id}`, PRIVATE_KEY_LENGTH)),
  }));
}
