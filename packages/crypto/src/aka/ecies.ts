import { createCipheriv, createHash, createHmac } from "node:crypto";
import { concat } from "@symbolon/base";
import { equalSecrets } from "../hash/equal-secrets.ts";
import { plainOctets } from "./plain-octets.ts";

/** Octets of the MAC tag of profiles A and B (TS 33.501 clauses C.3.4.1 and C.3.4.2). */
export const ECIES_TAG_LENGTH = 8;

interface EciesKeys {
  readonly encryption: Uint8Array;
  readonly initialCounter: Uint8Array;
  readonly mac: Uint8Array;
}

/** ANSI X9.63 KDF with SHA-256: 16 octets of key, 16 of ICB, 32 of MAC key; SharedInfo1 is the ephemeral public key. */
function deriveKeys(sharedKey: Uint8Array, ephemeralPublicKey: Uint8Array): EciesKeys {
  const block = (counter: number) =>
    createHash("sha256")
      .update(sharedKey)
      .update(Uint8Array.of(0, 0, 0, counter))
      .update(ephemeralPublicKey)
      .digest();
  const out = concat(block(1), block(2));
  return { encryption: out.subarray(0, 16), initialCounter: out.subarray(16, 32), mac: out.subarray(32) };
}

/** Enciphering and deciphering are the same operation in counter mode. */
function aesCtr(keys: EciesKeys, octets: Uint8Array): Uint8Array {
  return plainOctets(createCipheriv("aes-128-ctr", keys.encryption, keys.initialCounter).update(octets));
}

function tagOf(keys: EciesKeys, cipherText: Uint8Array): Uint8Array {
  return createHmac("sha256", keys.mac).update(cipherText).digest().subarray(0, ECIES_TAG_LENGTH);
}

/** @returns cipher text and tag. */
export function eciesSeal(sharedKey: Uint8Array, ephemeralPublicKey: Uint8Array, clear: Uint8Array): Uint8Array {
  const keys = deriveKeys(sharedKey, ephemeralPublicKey);
  const cipherText = aesCtr(keys, clear);
  return concat(cipherText, tagOf(keys, cipherText));
}

/** @returns undefined when the tag is wrong. */
export function eciesOpen(
  sharedKey: Uint8Array,
  ephemeralPublicKey: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  const keys = deriveKeys(sharedKey, ephemeralPublicKey);
  const cipherText = sealed.subarray(0, sealed.length - ECIES_TAG_LENGTH);
  const isGenuine = equalSecrets(tagOf(keys, cipherText), sealed.subarray(cipherText.length));
  return isGenuine ? aesCtr(keys, cipherText) : undefined;
}
