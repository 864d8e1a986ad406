import type { JsonObject } from "@symbolon/base";

/** How the private keys of a file store are kept from readers of its files. */
export interface Protection {
  readonly name: "plain" | "scrypt-aes256gcm";
  /** What the header must say to find this protection again. */
  readonly parameters: JsonObject;
  /** @param context authenticated with the secret, not hidden */
  seal(context: Uint8Array, secret: Uint8Array): Uint8Array;
  /** @returns `undefined` when sealed octets or context were altered */
  unseal(context: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}
