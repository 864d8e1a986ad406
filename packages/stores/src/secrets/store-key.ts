import { storesErrors } from "../errors.ts";

/** Octets of a store key: AES-256. */
export const STORE_KEY_LENGTH = 32;

const STORE_KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;

/** A key for encryption at rest, handed in from a key store or a secret; never kept beside the data. */
export interface StoreKey {
  /** Names the key in every secret that it sealed, so that keys can be rotated. */
  readonly id: string;
  /** 32 octets. */
  readonly key: Uint8Array;
}

/** @throws STORE_KEY_INVALID */
export function requireStoreKey(storeKey: StoreKey): StoreKey {
  if (!STORE_KEY_ID.test(storeKey.id)) {
    throw storesErrors.error("STORE_KEY_INVALID", "the id of a store key is empty, too long or holds other characters");
  }
  if (storeKey.key.length !== STORE_KEY_LENGTH) {
    throw storesErrors.error(
      "STORE_KEY_INVALID",
      `the store key ${storeKey.id} has ${storeKey.key.length} octets instead of ${STORE_KEY_LENGTH}`,
    );
  }
  return storeKey;
}
