import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import { concat, fromBase64Url, type Random, toBase64Url, utf8 } from "@symbolon/base";
import { storesErrors } from "../errors.ts";
import { requireStoreKey, type StoreKey } from "./store-key.ts";

const CIPHER = "aes-256-gcm";
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const DOMAIN = "symbolon/store-secret/1\n";

export interface SecretBoxOptions {
  /** Seals. */
  readonly current: StoreKey;
  /** Open what was sealed before a rotation. */
  readonly previous?: readonly StoreKey[];
}

/** Seals secrets with AES-256-GCM, each bound to the row it belongs to, so that a copied or swapped row does not open. */
export class SecretBox {
  readonly #currentId: string;
  readonly #current: KeyObject;
  readonly #keys = new Map<string, KeyObject>();
  readonly #random: Random;

  /** @throws STORE_KEY_INVALID */
  constructor(options: SecretBoxOptions, modules: { readonly random: Random }) {
    this.#random = modules.random;
    for (const storeKey of [...(options.previous ?? []), options.current]) {
      const { id, key } = requireStoreKey(storeKey);
      this.#keys.set(id, createSecretKey(key));
    }
    this.#currentId = options.current.id;
    this.#current = this.#keys.get(options.current.id) as KeyObject;
  }

  /** @returns `<key id>:<base64url of nonce, ciphertext and tag>` */
  seal(row: string, secret: Uint8Array): string {
    const nonce = this.#random.bytes(NONCE_LENGTH);
    const cipher = createCipheriv(CIPHER, this.#current, nonce, { authTagLength: TAG_LENGTH });
    cipher.setAAD(utf8(DOMAIN + row));
    const ciphertext = concat(cipher.update(secret), cipher.final());
    return `${this.currentPrefix}${toBase64Url(concat(nonce, ciphertext, cipher.getAuthTag()))}`;
  }

  /** What every secret sealed with the current key starts with. */
  get currentPrefix(): string {
    return `${this.#currentId}:`;
  }

  /** @throws STORE_KEY_UNKNOWN, SECRET_UNREADABLE */
  open(row: string, sealed: string): Uint8Array {
    const colon = sealed.indexOf(":");
    const key = this.#keys.get(sealed.slice(0, colon));
    if (key === undefined) {
      throw storesErrors.error(
        "STORE_KEY_UNKNOWN",
        `a secret of ${row} is sealed under a store key that was not given`,
      );
    }
    try {
      const octets = fromBase64Url(sealed.slice(colon + 1));
      const decipher = createDecipheriv(CIPHER, key, octets.subarray(0, NONCE_LENGTH), { authTagLength: TAG_LENGTH });
      decipher.setAAD(utf8(DOMAIN + row));
      decipher.setAuthTag(octets.subarray(-TAG_LENGTH));
      return concat(decipher.update(octets.subarray(NONCE_LENGTH, -TAG_LENGTH)), decipher.final());
    } catch {
      // The cause is left out: it may quote octets of the secret.
      throw storesErrors.error("SECRET_UNREADABLE", `a secret of ${row} does not open`);
    }
  }
}
