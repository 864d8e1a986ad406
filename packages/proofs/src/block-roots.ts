import { canonicalBytes, toHex } from "@symbolon/base";
import type { Sha256 } from "./hash.ts";
import { merkleRoot } from "./merkle-tree.ts";
import type { SignedTransaction, TransactionResult } from "./transaction.ts";

/** Octets of a transaction as a leaf below `transactionsRoot`: signature included, canonical JSON. */
export function transactionLeaf(transaction: SignedTransaction): Uint8Array {
  return canonicalBytes({ ...transaction });
}

/** Octets of a result as a leaf below `resultsRoot`. */
export function resultLeaf(result: TransactionResult): Uint8Array {
  return canonicalBytes({ ...result });
}

/** {@link BlockHeader.transactionsRoot}: RFC 6962 tree over the transactions in their order, hexadecimal. */
export function transactionsRoot(transactions: readonly SignedTransaction[], sha256: Sha256): string {
  return toHex(merkleRoot(transactions.map(transactionLeaf), sha256));
}

/** {@link BlockHeader.resultsRoot}: RFC 6962 tree over the results in their order, hexadecimal. */
export function resultsRoot(results: readonly TransactionResult[], sha256: Sha256): string {
  return toHex(merkleRoot(results.map(resultLeaf), sha256));
}
