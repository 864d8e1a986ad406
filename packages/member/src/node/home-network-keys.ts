import { createPrivateKey, createPublicKey, hkdfSync } from "node:crypto";
import type { HomeNetworkPrivateKey, HomeNetworkPublicKey } from "@symbolon/crypto";
import { concat, fromBase64Url, fromHex } from "@symbolon/base";
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

/** PKCS #8 of an X25519 private key up to its octets (RFC 8410 clause 7). */
const X25519_PKCS8_PREFIX = fromHex("302e020100300506032b656e04220420");

/** The public key that goes onto USIMs (EF SUCI_Calc_Info, TS 31.102 clause 4.4.11.8). */
export function homeNetworkPublicKey({
  id,
  protectionScheme,
  privateKey,
}: HomeNetworkPrivateKey): HomeNetworkPublicKey {
  const pkcs8 = Buffer.from(concat(X25519_PKCS8_PREFIX, privateKey));
  const { x } = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })).export({
    format: "jwk",
  });
  return { id, protectionScheme, publicKey: fromBase64Url(x ?? "") };
}
