import { utf8 } from "@symbolon/base";
import {
  type EmbeddedAnchor,
  encodeProof,
  merkleAuditPath,
  resultLeaf,
  type Sha256,
  type SignedTransaction,
  transactionLeaf,
  type TransactionResult,
} from "@symbolon/proofs";
import type { Block, Heartbeat } from "../block.ts";
import { readHeadBlock } from "../engine/stored-head.ts";
import { ledgerErrors } from "../errors.ts";
import type { ReadableStore } from "../store/state-store.ts";
import { proveKey } from "../tree/prove-key.ts";
import type { StoreStateReader } from "./store-state-reader.ts";

export interface ProverModules {
  readonly reader: ReadableStore;
  readonly state: StoreStateReader;
  readonly sha256: Sha256;
}

/** What a proof is anchored in: a signed block, and the newest heartbeat when it is the head. */
export interface ProofAnchor {
  readonly block: Block;
  readonly heartbeat?: Heartbeat | undefined;
}

/**
 * The record under a key, or its absence, in the newest state.
 * @param recent gives blocks that are in memory
 * @throws STORE_CORRUPT, STATE_MISMATCH
 */
export function proveRecord(
  key: string,
  identifier: string | undefined,
  modules: ProverModules,
  recent: (height: number) => ProofAnchor | undefined,
): Uint8Array {
  const { reader, state, sha256 } = modules;
  // All reads of this turn see one height, which may be newer than the last that was announced.
  const head = state.machineHead();
  const anchor = recent(head.height) ?? { block: readHeadBlock(reader, head) };
  return encodeProof(
    {
      type: "record",
      ledger: head.ledger,
      ...(identifier === undefined ? {} : { identifier }),
      record: { key, value: state.get(key) },
      path: proveKey(reader, sha256(utf8(key))),
      root: head.stateRoot,
      anchor: embeddedAnchor(anchor),
    },
    sha256,
  );
}

/** A transaction and its result at their place in a block. @throws RECORD_UNKNOWN */
export function proveInclusion(block: Block, index: number, sha256: Sha256): Uint8Array {
  const { transactions, results, header } = block;
  if (!Number.isSafeInteger(index) || index < 0 || index >= transactions.length) {
    throw ledgerErrors.error("RECORD_UNKNOWN", `block ${header.height} has no transaction at position ${index}`);
  }
  return encodeProof(
    {
      type: "transaction",
      ledger: header.ledger,
      transaction: transactions[index] as SignedTransaction,
      result: results[index] as TransactionResult,
      index,
      size: transactions.length,
      transactionPath: merkleAuditPath(transactions.map(transactionLeaf), index, sha256),
      resultPath: merkleAuditPath(results.map(resultLeaf), index, sha256),
      anchor: embeddedAnchor({ block }),
    },
    sha256,
  );
}

function embeddedAnchor({ block, heartbeat }: ProofAnchor): EmbeddedAnchor {
  const { header, signature } = block;
  return { type: "embedded", header, signature, ...(heartbeat === undefined ? {} : { heartbeat }) };
}
