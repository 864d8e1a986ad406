import { canonicalJson, type JsonObject, type JsonValue, toHex, utf8 } from "@symbolon/base";
import type { Sha256 } from "./hash.ts";

/** What a member signs. */
export interface TransactionBody {
  /** Identifier of the ledger that it is meant for. */
  readonly ledger: string;
  readonly contract: string;
  readonly method: string;
  readonly args: JsonObject;
  /** Identifier of the key certificate whose key signs. */
  readonly submitter: string;
  /** Per member: the same key with the same content is the same request. */
  readonly idempotencyKey: string;
  /** Milliseconds since 1970-01-01T00:00:00Z by the submitter's clock. */
  readonly createdAt: number;
}

export interface SignedTransaction extends TransactionBody {
  /** base64url of the signature over {@link transactionSigningBytes}. */
  readonly signature: string;
}

export const TRANSACTION_DOMAIN = "symbolon/transaction/1\n";

/** The octets that are signed: the domain string, then the unsigned body in canonical JSON. */
export function transactionSigningBytes(transaction: TransactionBody): Uint8Array {
  const { ledger, contract, method, args, submitter, idempotencyKey, createdAt } = transaction;
  const body = { ledger, contract, method, args, submitter, idempotencyKey, createdAt };
  return utf8(TRANSACTION_DOMAIN + canonicalJson(body));
}

/** Identifier of a transaction: SHA-256 of {@link transactionSigningBytes}, hexadecimal. The signature is not part of it. */
export function transactionId(signingBytes: Uint8Array, sha256: Sha256): string {
  return toHex(sha256(signingBytes));
}

/** How one transaction of a block ended. Every member of it is hashed into the block's results root. */
export interface TransactionResult {
  readonly id: string;
  readonly status: "done" | "refused";
  /** Stable error code when refused. */
  readonly code?: string;
  /** What happened and why when refused. */
  readonly message?: string;
  /** What the method returned when done. */
  readonly result?: JsonValue;
  readonly events: readonly { readonly type: string; readonly data: JsonObject }[];
}
