import { hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Random } from "@symbolon/base";
import {
  certificateFromPem,
  FileKeyStore,
  type KeyStore,
  type ProtectionChoice,
  readPassphrase,
  type Signer,
  type StoredKey,
  type TlsIdentity,
} from "@symbolon/crypto";
import { STORE_KEY_LENGTH, type StoreKey } from "@symbolon/stores";
import type { MemberConfig } from "../config/member-config.ts";
import { memberErrors } from "../errors.ts";
import { keyLabels } from "../identity/member-identity.ts";

/** The keys of a running node, out of its key store. */
export class NodeKeys implements AsyncDisposable {
  readonly #keyStore: KeyStore;
  readonly #config: MemberConfig;

  private constructor(config: MemberConfig, keyStore: KeyStore) {
    this.#config = config;
    this.#keyStore = keyStore;
  }

  /** @throws KEY_STORE_PASSPHRASE_WRONG, KEY_STORE_DAMAGED, KEY_STORE_UNSAFE, PASSPHRASE_UNAVAILABLE */
  static async open(config: MemberConfig, modules: { readonly random: Random }): Promise<NodeKeys> {
    const protection = await protectionOf(config.keys.passphrase);
    return new NodeKeys(config, await FileKeyStore.open({ directory: config.keys.store, protection }, modules));
  }

  /** Signs headers, heartbeats and countersignatures. */
  nodeSigner(): Promise<Signer> {
    return this.#signer(this.#config.keys.node);
  }

  /** Signs the member's transactions; `certificateId` is what the ledger calls its key. */
  async adminSigner(): Promise<{ readonly signer: Signer; readonly certificateId: string }> {
    const { id } = await this.#find(this.#config.keys.admin);
    return { signer: await this.#keyStore.signer(id), certificateId: id };
  }

  /** @throws MEMBER_FILE_UNREADABLE when the certificate is missing or is not for TLS */
  async tlsIdentity(): Promise<TlsIdentity> {
    const { certificate: file, key } = this.#config.tls;
    const certificate = certificateFromPem(readMemberFile(file));
    if (certificate.use !== "communication") {
      throw memberErrors.error("MEMBER_FILE_UNREADABLE", `${file} is no communication certificate`);
    }
    return { certificate, privateKey: await this.#keyStore.exportPrivateKey((await this.#find(key)).id) };
  }

  /** Key under which K and OPc are sealed at rest: drawn from a key of its own, so that it is never written down. */
  async subscriberStoreKey(): Promise<StoreKey> {
    const { id } = await this.#find(keyLabels.subscriberStore);
    const secret = await this.#keyStore.exportPrivateKey(id);
    const key = new Uint8Array(hkdfSync("sha256", secret, "", "symbolon/subscriber-store/1", STORE_KEY_LENGTH));
    return { id: id.slice(0, 16), key };
  }

  /** The CA's key; offline stores leave it out. @throws MEMBER_FILE_UNREADABLE */
  authoritySigner(): Promise<Signer> {
    return this.#signer(keyLabels.authority);
  }

  /** What the ledger calls the key of a label. */
  async idOf(label: string): Promise<string> {
    return (await this.#find(label)).id;
  }

  /** A new key beside the one of a label, not in use yet; the same one when a rotation was begun before. */
  async prepareRotation(label: string): Promise<StoredKey> {
    const next = nextLabel(label);
    const begun = (await this.#keyStore.list()).find((stored) => stored.label === next);
    return begun ?? this.#keyStore.generate("ES256", next);
  }

  /** Puts the prepared key in the place of the old one, which is kept under another label. */
  async completeRotation(label: string, next: string): Promise<void> {
    const old = await this.#find(label);
    await this.#relabel(old.id, `${label} until ${next.slice(0, 8)}`);
    await this.#relabel(next, label);
  }

  async #relabel(id: string, label: string): Promise<void> {
    await this.#keyStore.import(await this.#keyStore.exportPrivateKey(id), label);
  }

  async #signer(label: string): Promise<Signer> {
    return this.#keyStore.signer((await this.#find(label)).id);
  }

  async #find(label: string): Promise<StoredKey> {
    const keys = await this.#keyStore.list();
    // A rotation that was cut off between its two last steps has left the new key under its first label.
    const key =
      keys.find((stored) => stored.label === label) ?? keys.find((stored) => stored.label === nextLabel(label));
    if (key !== undefined) return key;
    throw memberErrors.error(
      "MEMBER_FILE_UNREADABLE",
      `the key store ${this.#config.keys.store} has no key labelled ${label}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keyStore[Symbol.asyncDispose]();
  }
}

function nextLabel(label: string): string {
  return `${label} next`;
}

async function protectionOf(source: string): Promise<ProtectionChoice> {
  const [kind, value = ""] = source.split(/:(.*)/s);
  if (kind === "fd") {
    return {
      kind: "passphrase",
      passphrase: await readPassphrase({ kind: "file-descriptor", descriptor: Number(value) }),
    };
  }
  if (kind === "credential") {
    const directory = process.env["CREDENTIALS_DIRECTORY"] ?? "";
    return { kind: "passphrase", passphrase: await readPassphrase({ kind: "credential", directory, name: value }) };
  }
  return { kind: "plain" };
}

/** @throws MEMBER_FILE_UNREADABLE */
export function readMemberFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw memberErrors.error("MEMBER_FILE_UNREADABLE", `${file} cannot be read: ${reason}`, { cause });
  }
}
