import type { SignatureSuite } from "@symbolon/base";
import type { Signer } from "../signatures/signer.ts";

/** The public part of a key pair that a store keeps. */
export interface StoredKey {
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  readonly id: string;
  /** What people call it: 1 to 100 printable ASCII characters. */
  readonly label: string;
  readonly suite: SignatureSuite;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
}

export interface KeyStoreCapabilities {
  /** Keys survive the process. */
  readonly durable: boolean;
  /** Keys at rest cannot be read without a secret. */
  readonly encrypted: boolean;
  /** `exportPrivateKey` works: TLS needs that, a token refuses it. */
  readonly exportable: boolean;
}

/** Port: where private keys are kept. */
export interface KeyStore extends AsyncDisposable {
  readonly capabilities: KeyStoreCapabilities;
  generate(suite: SignatureSuite, label: string): Promise<StoredKey>;
  /** @param pkcs8 PKCS #8 in DER, unencrypted. The same key again only changes its label. @throws INVALID_PRIVATE_KEY */
  import(pkcs8: Uint8Array, label: string): Promise<StoredKey>;
  list(): Promise<readonly StoredKey[]>;
  /** @throws KEY_UNKNOWN */
  find(id: string): Promise<StoredKey>;
  /** @throws KEY_UNKNOWN */
  signer(id: string): Promise<Signer>;
  /** @returns PKCS #8 in DER, unencrypted: a secret. @throws KEY_UNKNOWN, KEY_NOT_EXPORTABLE */
  exportPrivateKey(id: string): Promise<Uint8Array>;
  /** @throws KEY_UNKNOWN */
  delete(id: string): Promise<void>;
}
