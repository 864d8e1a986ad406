import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { type SignatureSuite, toHex } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { sha256 } from "../hash/sha256.ts";
import { KeyObjectSigner } from "../signatures/key-object-signer.ts";
import type { StoredKey } from "./key-store.ts";

/** Characters of what people call a key. */
export const MAX_KEY_LABEL_LENGTH = 100;
/** A PKCS #8 key of either suite has less than 200 octets. */
export const MAX_PRIVATE_KEY_LENGTH = 1024;

const LABEL = /^[\x20-\x7e]+$/;

/** A private key in memory with its public description. */
export interface PrivateKey {
  readonly stored: StoredKey;
  readonly key: KeyObject;
}

export async function generatePrivateKey(suite: SignatureSuite, label: string): Promise<PrivateKey> {
  const { promise, resolve, reject } = Promise.withResolvers<KeyObject>();
  const done = (failure: Error | null, _public: KeyObject, key: KeyObject) => {
    if (failure === null) resolve(key);
    else reject(failure);
  };
  if (suite === "EdDSA") generateKeyPair("ed25519", {}, done);
  else generateKeyPair("ec", { namedCurve: "P-256" }, done);
  return describe(await promise, label);
}

/** @throws INVALID_PRIVATE_KEY */
export function readPrivateKey(pkcs8: Uint8Array, label: string): PrivateKey {
  if (pkcs8.length > MAX_PRIVATE_KEY_LENGTH) {
    throw cryptoErrors.error(
      "INVALID_PRIVATE_KEY",
      `${pkcs8.length} octets are more than the ${MAX_PRIVATE_KEY_LENGTH} that a key may have`,
    );
  }
  return describe(parse(pkcs8), label);
}

/** PKCS #8 in DER. */
export function writePrivateKey(key: KeyObject): Uint8Array {
  return key.export({ type: "pkcs8", format: "der" });
}

/** The reason is left out: OpenSSL's may quote what it read. */
function parse(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" });
  } catch {
    throw cryptoErrors.error("INVALID_PRIVATE_KEY", "the octets are not a PKCS #8 private key");
  }
}

function describe(key: KeyObject, label: string): PrivateKey {
  if (label.length > MAX_KEY_LABEL_LENGTH || !LABEL.test(label)) {
    throw cryptoErrors.error(
      "INVALID_KEY_LABEL",
      `a label has ${label.length} characters, or others than printable ASCII`,
    );
  }
  const { suite, spki } = new KeyObjectSigner(key);
  return { key, stored: { id: toHex(sha256(spki)), label, suite, spki } };
}
