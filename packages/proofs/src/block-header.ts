import { canonicalJson, type SignatureSuite, toHex, utf8 } from "@symbolon/base";
import type { Sha256 } from "./hash.ts";

/** Header of a block of the embedded ledger. Roots and hashes are hexadecimal SHA-256. */
export interface BlockHeader {
  readonly ledger: string;
  readonly height: number;
  /** Hash of the header before; 64 zeros at height 0. */
  readonly previousHash: string;
  /** Milliseconds since 1970-01-01T00:00:00Z, never less than the block before. */
  readonly time: number;
  readonly transactionsRoot: string;
  readonly resultsRoot: string;
  /** State after this block. */
  readonly stateRoot: string;
  /** Hash of the keys that may sign the next block. */
  readonly validatorsHash: string;
}

/** A signature of a header by one key. */
export interface HeaderSignature {
  readonly suite: SignatureSuite;
  /** base64url of the SubjectPublicKeyInfo. */
  readonly spki: string;
  readonly signature: string;
}

export interface SignedHeader {
  readonly header: BlockHeader;
  readonly signature: HeaderSignature;
}

export const HEADER_DOMAIN = "symbolon/header/1\n";
export const NO_PREVIOUS_HASH = "0".repeat(64);

/** The octets that the orderer signs and that {@link headerHash} hashes. */
export function headerSigningBytes(header: BlockHeader): Uint8Array {
  return utf8(HEADER_DOMAIN + canonicalJson({ ...header }));
}

export function headerHash(header: BlockHeader, sha256: Sha256): string {
  return toHex(sha256(headerSigningBytes(header)));
}

/** A key that may order blocks of the embedded ledger, and its weight (1 there). */
export interface Validator {
  readonly suite: SignatureSuite;
  readonly spki: string;
}

/** Hash of a validator set, in the order given. */
export function validatorsHash(validators: readonly Validator[], sha256: Sha256): string {
  const listed = validators.map(({ suite, spki }) => ({ suite, spki }));
  return toHex(sha256(utf8(`symbolon/validators/1\n${canonicalJson(listed)}`)));
}
