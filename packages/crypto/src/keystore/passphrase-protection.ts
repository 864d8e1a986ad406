import { createCipheriv, createDecipheriv, scrypt } from "node:crypto";
import { concat, fromBase64Url, type JsonObject, type Random, toBase64Url, utf8 } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import type { Protection } from "./protection.ts";

/** Cost of scrypt (RFC 7914): N = 2^costExponent, memory 128 x blockSize x N octets. */
export interface ScryptCost {
  readonly costExponent: number;
  readonly blockSize: number;
  readonly parallelism: number;
}

/** 128 MiB and about half a second for each guess. */
export const DEFAULT_SCRYPT_COST: ScryptCost = { costExponent: 17, blockSize: 8, parallelism: 1 };
/** Bounds what an altered header can make a node allocate: 1 GiB. */
export const MAX_SCRYPT_COST: ScryptCost = { costExponent: 20, blockSize: 8, parallelism: 4 };

const SALT_LENGTH = 16;
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
/** Sealed into the header, so that a wrong passphrase is told from a damaged key. */
const CHECK = utf8("symbolon/keystore/1");

/** Chooses a salt and derives the key of a new store. */
export async function newPassphraseProtection(
  passphrase: Uint8Array,
  random: Random,
  cost: ScryptCost = DEFAULT_SCRYPT_COST,
): Promise<Protection> {
  const salt = random.bytes(SALT_LENGTH);
  const cipher = new SealingKey(await derive(passphrase, salt, cost), random);
  const check = toBase64Url(cipher.seal(CHECK, CHECK));
  return protectionOf(cipher, { ...cost, salt: toBase64Url(salt), check });
}

/** Derives the key of an existing store from its header. @throws KEY_STORE_PASSPHRASE_WRONG, KEY_STORE_DAMAGED */
export async function openPassphraseProtection(
  passphrase: Uint8Array,
  random: Random,
  parameters: JsonObject,
): Promise<Protection> {
  const { cost, salt, check } = readParameters(parameters);
  const cipher = new SealingKey(await derive(passphrase, salt, cost), random);
  if (cipher.unseal(CHECK, check) === undefined) {
    throw cryptoErrors.error("KEY_STORE_PASSPHRASE_WRONG", "the passphrase does not open the key store");
  }
  return protectionOf(cipher, parameters);
}

function protectionOf(cipher: SealingKey, parameters: JsonObject): Protection {
  return {
    name: "scrypt-aes256gcm",
    parameters,
    seal: (context, secret) => cipher.seal(context, secret),
    unseal: (context, sealed) => cipher.unseal(context, sealed),
  };
}

/** AES-256-GCM (SP 800-38D): nonce, ciphertext, tag. */
class SealingKey {
  readonly #key: Uint8Array;
  readonly #random: Random;

  constructor(key: Uint8Array, random: Random) {
    this.#key = key;
    this.#random = random;
  }

  seal(context: Uint8Array, secret: Uint8Array): Uint8Array {
    const nonce = this.#random.bytes(NONCE_LENGTH);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce).setAAD(context);
    return concat(nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag());
  }

  unseal(context: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    if (sealed.length < NONCE_LENGTH + TAG_LENGTH) return undefined;
    const nonce = sealed.subarray(0, NONCE_LENGTH);
    const tag = sealed.subarray(-TAG_LENGTH);
    const options = { authTagLength: TAG_LENGTH };
    const cipher = createDecipheriv("aes-256-gcm", this.#key, nonce, options).setAAD(context).setAuthTag(tag);
    try {
      return concat(cipher.update(sealed.subarray(NONCE_LENGTH, -TAG_LENGTH)), cipher.final());
    } catch {
      return undefined;
    }
  }
}

function derive(passphrase: Uint8Array, salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array> {
  const { costExponent, blockSize, parallelism } = cost;
  const N = 2 ** costExponent;
  // OpenSSL counts a little more than the block array itself.
  const maxmem = 128 * blockSize * (N + parallelism + 2) + 65_536;
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  scrypt(passphrase, salt, KEY_LENGTH, { N, r: blockSize, p: parallelism, maxmem }, (failure, key) => {
    if (failure === null) resolve(key);
    else reject(failure);
  });
  return promise;
}

function readParameters(parameters: JsonObject) {
  const cost = {
    costExponent: bounded(parameters["costExponent"], MAX_SCRYPT_COST.costExponent),
    blockSize: bounded(parameters["blockSize"], MAX_SCRYPT_COST.blockSize),
    parallelism: bounded(parameters["parallelism"], MAX_SCRYPT_COST.parallelism),
  };
  return { cost, salt: octets(parameters["salt"]), check: octets(parameters["check"]) };
}

function bounded(value: unknown, limit: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= limit) return value;
  throw damaged("a cost of scrypt is missing or above its limit");
}

function octets(value: unknown): Uint8Array {
  try {
    if (typeof value === "string") return fromBase64Url(value);
  } catch {
    // Answered below, like a missing value.
  }
  throw damaged("salt or check is not base64url");
}

function damaged(reason: string) {
  return cryptoErrors.error("KEY_STORE_DAMAGED", `the header of the key store is damaged: ${reason}`);
}
