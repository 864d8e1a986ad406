import type { SignatureSuite } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { KeyObjectSigner } from "../signatures/key-object-signer.ts";
import type { Signer } from "../signatures/signer.ts";
import type { KeyStore, StoredKey } from "./key-store.ts";
import { generatePrivateKey, type PrivateKey, readPrivateKey, writePrivateKey } from "./private-key.ts";

/** Keys that live as long as the process: for tests, simulations and as the opened form of a file. */
export class MemoryKeyStore implements KeyStore {
  readonly capabilities = { durable: false, encrypted: false, exportable: true };
  readonly #keys = new Map<string, PrivateKey>();

  async generate(suite: SignatureSuite, label: string): Promise<StoredKey> {
    return this.#keep(await generatePrivateKey(suite, label));
  }

  async import(pkcs8: Uint8Array, label: string): Promise<StoredKey> {
    return this.#keep(readPrivateKey(pkcs8, label));
  }

  async list(): Promise<readonly StoredKey[]> {
    return [...this.#keys.values()].map(({ stored }) => stored);
  }

  async find(id: string): Promise<StoredKey> {
    return this.#get(id).stored;
  }

  async signer(id: string): Promise<Signer> {
    return new KeyObjectSigner(this.#get(id).key);
  }

  async exportPrivateKey(id: string): Promise<Uint8Array> {
    return writePrivateKey(this.#get(id).key);
  }

  async delete(id: string): Promise<void> {
    this.#get(id);
    this.#keys.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#keys.clear();
  }

  #keep(key: PrivateKey): StoredKey {
    this.#keys.set(key.stored.id, key);
    return key.stored;
  }

  #get(id: string): PrivateKey {
    const key = this.#keys.get(id);
    if (key !== undefined) return key;
    throw cryptoErrors.error("KEY_UNKNOWN", `no key ${id} is in the store`, { details: { id } });
  }
}
