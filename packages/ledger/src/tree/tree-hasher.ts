import { type Sha256, TREE_HASH_LENGTH, TREE_INNER_PREFIX, TREE_LEAF_PREFIX } from "@symbolon/proofs";

const PAIR_LENGTH = 2 * TREE_HASH_LENGTH;

/** Hashes leaves and inner nodes of the state tree out of one scratch buffer: no allocation but the digest. */
export class TreeHasher {
  readonly #sha256: Sha256;
  readonly #scratch = new Uint8Array(1 + PAIR_LENGTH);

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** @param pair key hash and value hash, 64 octets */
  leaf(pair: Uint8Array): Uint8Array {
    return this.#hash(TREE_LEAF_PREFIX, pair);
  }

  /** @param pair left and right hash, 64 octets */
  inner(pair: Uint8Array): Uint8Array {
    return this.#hash(TREE_INNER_PREFIX, pair);
  }

  #hash(prefix: number, pair: Uint8Array): Uint8Array {
    this.#scratch[0] = prefix;
    this.#scratch.set(pair, 1);
    return this.#sha256(this.#scratch);
  }
}
