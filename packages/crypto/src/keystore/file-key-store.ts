import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Random, SignatureSuite } from "@symbolon/base";
import type { Signer } from "../signatures/signer.ts";
import { deleteDurably, readBounded, refuseSharedDirectory, writeDurably } from "./durable-file.ts";
import { damaged, MAX_KEY_FILE_LENGTH, readKeyFile, writeKeyFile } from "./key-file.ts";
import type { KeyStore, KeyStoreCapabilities, StoredKey } from "./key-store.ts";
import { MemoryKeyStore } from "./memory-key-store.ts";
import { generatePrivateKey, type PrivateKey, readPrivateKey, writePrivateKey } from "./private-key.ts";
import type { Protection } from "./protection.ts";
import { newProtection, openProtection, type ProtectionChoice, writeHeader } from "./store-header.ts";

export interface FileKeyStoreOptions {
  /** Belongs to this store alone; made with mode 700 when it is missing. */
  readonly directory: string;
  readonly protection: ProtectionChoice;
}

export interface FileKeyStoreModules {
  readonly random: Random;
}

const HEADER_NAME = "keystore.json";
const KEY_FILE_SUFFIX = ".key";

/** Keys in a directory: a header, and one file of mode 600 for each key, written whole and flushed. Opened as a whole. */
export class FileKeyStore implements KeyStore {
  readonly capabilities: KeyStoreCapabilities;
  readonly #directory: string;
  readonly #random: Random;
  readonly #protection: Protection;
  readonly #opened = new MemoryKeyStore();

  private constructor(directory: string, random: Random, protection: Protection) {
    this.#directory = directory;
    this.#random = random;
    this.#protection = protection;
    this.capabilities = { durable: true, encrypted: protection.name !== "plain", exportable: true };
  }

  /**
   * Opens a store, or makes an empty one where there is none.
   *
   * @throws KEY_STORE_PASSPHRASE_WRONG, KEY_STORE_DAMAGED, KEY_STORE_FORMAT_UNKNOWN, KEY_STORE_UNSAFE
   */
  static async open(options: FileKeyStoreOptions, modules: FileKeyStoreModules): Promise<FileKeyStore> {
    const { directory, protection: choice } = options;
    const { random } = modules;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await refuseSharedDirectory(directory);
    const names = await readdir(directory);
    const keyNames = names.filter((name) => name.endsWith(KEY_FILE_SUFFIX));
    const headerPath = join(directory, HEADER_NAME);
    if (!names.includes(HEADER_NAME)) {
      if (keyNames.length > 0) throw damaged(headerPath, "it is missing while keys are present");
      const protection = await newProtection(choice, random);
      await writeDurably(headerPath, writeHeader(protection), random);
      return new FileKeyStore(directory, random, protection);
    }
    const header = await readBounded(headerPath, MAX_KEY_FILE_LENGTH);
    const protection = await openProtection(headerPath, header, choice, random);
    const store = new FileKeyStore(directory, random, protection);
    for (const name of keyNames) await store.#load(join(directory, name));
    return store;
  }

  async generate(suite: SignatureSuite, label: string): Promise<StoredKey> {
    return this.#save(await generatePrivateKey(suite, label));
  }

  async import(pkcs8: Uint8Array, label: string): Promise<StoredKey> {
    return this.#save(readPrivateKey(pkcs8, label));
  }

  list(): Promise<readonly StoredKey[]> {
    return this.#opened.list();
  }

  find(id: string): Promise<StoredKey> {
    return this.#opened.find(id);
  }

  signer(id: string): Promise<Signer> {
    return this.#opened.signer(id);
  }

  exportPrivateKey(id: string): Promise<Uint8Array> {
    return this.#opened.exportPrivateKey(id);
  }

  async delete(id: string): Promise<void> {
    await this.#opened.find(id);
    await deleteDurably(this.#pathOf(id));
    await this.#opened.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }

  async #load(path: string): Promise<void> {
    const bytes = await readBounded(path, MAX_KEY_FILE_LENGTH);
    await this.#open(readKeyFile(path, bytes, this.#protection));
  }

  async #save(key: PrivateKey): Promise<StoredKey> {
    const file = writeKeyFile(key, this.#protection);
    await writeDurably(this.#pathOf(key.stored.id), file, this.#random);
    return this.#open(key);
  }

  #open({ key, stored }: PrivateKey): Promise<StoredKey> {
    return this.#opened.import(writePrivateKey(key), stored.label);
  }

  #pathOf(id: string): string {
    return join(this.#directory, id + KEY_FILE_SUFFIX);
  }
}
