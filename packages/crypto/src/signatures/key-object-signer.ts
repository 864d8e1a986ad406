import { createPublicKey, type KeyObject, sign } from "node:crypto";
import type { SignatureSuite } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { normaliseS } from "./low-s.ts";
import type { Signer } from "./signer.ts";

/** Signs with a private key held in this process, on a thread of the pool. @throws INVALID_PRIVATE_KEY */
export class KeyObjectSigner implements Signer {
  readonly suite: SignatureSuite;
  readonly spki: Uint8Array;
  readonly #key: KeyObject;

  constructor(key: KeyObject) {
    this.suite = suiteOf(key);
    this.spki = createPublicKey(key).export({ type: "spki", format: "der" });
    this.#key = key;
  }

  sign(bytes: Uint8Array): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    if (this.suite === "EdDSA") {
      sign(null, bytes, this.#key, (failure, signature) => {
        if (failure === null) resolve(signature);
        else reject(failure);
      });
    } else {
      sign("sha256", bytes, { key: this.#key, dsaEncoding: "ieee-p1363" }, (failure, signature) => {
        if (failure === null) resolve(normaliseS(signature));
        else reject(failure);
      });
    }
    return promise;
  }
}

function suiteOf(key: KeyObject): SignatureSuite {
  if (key.type === "private") {
    if (key.asymmetricKeyType === "ed25519") return "EdDSA";
    if (key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1") {
      return "ES256";
    }
  }
  throw cryptoErrors.error(
    "INVALID_PRIVATE_KEY",
    `a ${key.type} key of type ${key.asymmetricKeyType ?? "none"} signs in no supported suite`,
  );
}
