import {
  canonicalBytes,
  fromHex,
  type JsonObject,
  type JsonValue,
  parseCanonicalJson,
  SymbolonError,
  toBase64Url,
  toHex,
} from "@symbolon/base";
import { type Anchor, decodeAnchor } from "./anchor.ts";
import { proofsErrors } from "./errors.ts";
import { anyObject, arrayOf, countOf, hashOf, objectOf, octetsOf, ShapeError, textOf } from "./json-shape.ts";
import type { Sha256 } from "./hash.ts";
import { MAX_AUDIT_PATH } from "./merkle-tree.ts";
import type { SignedTransaction, TransactionResult } from "./transaction.ts";
import { decodeTreePath, encodeTreePath } from "./tree-path-document.ts";
import type { TreePath } from "./tree-path.ts";
import { MAX_LEDGER_ID_LENGTH } from "./trust-document.ts";

/** Longest proof that is read: the largest transaction with its result, several times over. */
export const MAX_PROOF_BYTES = 524_288;
/** Longest state key and identifier in a proof. */
export const MAX_PROOF_KEY_LENGTH = 512;

const FORMAT = 1;

/** What the proof says stands under the key: octets, or nothing. */
export interface ProvenRecord {
  readonly key: string;
  /** `undefined`: there is no such record. */
  readonly value: Uint8Array | undefined;
}

/** This record is the one of the state at the anchor's height, or there is none. */
export interface RecordProof {
  readonly type: "record";
  readonly ledger: string;
  /** The number that the record is said to hold: `imsi-...` or `msisdn-...`. */
  readonly identifier?: string;
  readonly record: ProvenRecord;
  readonly path: TreePath;
  /** State root, hexadecimal. */
  readonly root: string;
  readonly anchor: Anchor;
}

/** This transaction is at this position of the anchor's block and ended so. */
export interface TransactionProof {
  readonly type: "transaction";
  readonly ledger: string;
  readonly transaction: SignedTransaction;
  readonly result: TransactionResult;
  readonly index: number;
  /** Transactions of the block. */
  readonly size: number;
  readonly transactionPath: readonly Uint8Array[];
  readonly resultPath: readonly Uint8Array[];
  readonly anchor: Anchor;
}

export type Proof = RecordProof | TransactionProof;

/** The one file format of proofs: {@link proofDocument} in canonical JSON. */
export function encodeProof(proof: Proof, sha256: Sha256): Uint8Array {
  return canonicalBytes(proofDocument(proof, sha256));
}

/**
 * A proof as JSON, version 1. `digest` is the SHA-256 of the document without it, so that no octet of a
 * file changes unnoticed, not even in a part that would still be true.
 */
export function proofDocument(proof: Proof, sha256: Sha256): JsonObject {
  const document = proof.type === "record" ? recordDocument(proof) : transactionDocument(proof);
  // Plain JSON by its types; interfaces only lack the index signature.
  const content = { format: FORMAT, ...document } as unknown as JsonObject;
  return { ...content, digest: digestOf(content, sha256) };
}

function digestOf(content: JsonObject, sha256: Sha256): string {
  return toHex(sha256(canonicalBytes(content)));
}

function recordDocument(proof: RecordProof) {
  const { type, ledger, identifier, record, path, root, anchor } = proof;
  return {
    type,
    ledger,
    ...(identifier === undefined ? {} : { identifier }),
    record: recordValue(record),
    path: encodeTreePath(path, record.value !== undefined),
    root,
    anchor,
  };
}

/** Records are canonical JSON and shown as such; other octets as base64url. */
function recordValue({ key, value }: ProvenRecord): JsonObject {
  if (value === undefined) return { key, absent: true };
  const json = canonicalValue(value);
  return json === undefined ? { key, octets: toBase64Url(value) } : { key, value: json };
}

function canonicalValue(octets: Uint8Array): JsonValue | undefined {
  try {
    return parseCanonicalJson(octets);
  } catch {
    return undefined;
  }
}

function transactionDocument(proof: TransactionProof) {
  return {
    ...proof,
    transactionPath: proof.transactionPath.map(toHex),
    resultPath: proof.resultPath.map(toHex),
  };
}

/** @throws PROOF_TOO_LARGE, PROOF_MALFORMED, PROOF_FORMAT */
export function parseProof(bytes: Uint8Array, sha256: Sha256): Proof {
  if (bytes.length > MAX_PROOF_BYTES) {
    throw proofsErrors.error("PROOF_TOO_LARGE", `the proof has ${bytes.length} octets, more than ${MAX_PROOF_BYTES}`);
  }
  try {
    return decodeProof(contentOf(parseCanonicalJson(bytes), sha256));
  } catch (cause) {
    if (proofsErrors.is(cause)) throw cause;
    if (!(cause instanceof ShapeError) && !(cause instanceof SymbolonError)) throw cause;
    throw proofsErrors.error("PROOF_MALFORMED", `the proof is unreadable: ${cause.message}`, { cause });
  }
}

function contentOf(value: JsonValue, sha256: Sha256): JsonObject {
  const { digest, ...content } = anyObject(value, "the proof");
  if (digest !== digestOf(content, sha256)) throw new ShapeError("its digest does not fit its content");
  return content;
}

function decodeProof(value: JsonValue): Proof {
  const { format, type } = anyObject(value, "the proof");
  if (format !== FORMAT) throw proofsErrors.error("PROOF_FORMAT", "the format of the proof is unknown to this release");
  if (type === "record") return decodeRecordProof(value);
  if (type === "transaction") return decodeTransactionProof(value);
  throw proofsErrors.error("PROOF_FORMAT", "the type of the proof is unknown to this release");
}

function decodeRecordProof(value: JsonValue): RecordProof {
  const document = objectOf(
    value,
    "the proof",
    ["anchor", "format", "ledger", "path", "record", "root", "type"],
    ["identifier"],
  );
  const { identifier } = document;
  return {
    type: "record",
    ledger: textOf(document["ledger"], "ledger", MAX_LEDGER_ID_LENGTH),
    ...(identifier === undefined ? {} : { identifier: textOf(identifier, "identifier", MAX_PROOF_KEY_LENGTH) }),
    record: decodeRecord(document["record"]),
    path: decodeTreePath(document["path"]),
    root: hashOf(document["root"], "root"),
    anchor: decodeAnchor(document["anchor"]),
  };
}

function decodeRecord(value: JsonValue | undefined): ProvenRecord {
  const record = objectOf(value, "record", ["key"], ["absent", "octets", "value"]);
  const key = textOf(record["key"], "record.key", MAX_PROOF_KEY_LENGTH);
  if (Object.keys(record).length !== 2) throw new ShapeError("record needs one of value, octets, absent");
  if (record["value"] !== undefined) return { key, value: canonicalBytes(record["value"]) };
  if (record["absent"] !== undefined) {
    if (record["absent"] !== true) throw new ShapeError("record.absent is not true");
    return { key, value: undefined };
  }
  const octets = octetsOf(record["octets"], "record.octets", MAX_PROOF_BYTES);
  if (octets.length === 0 || canonicalValue(octets) !== undefined) {
    throw new ShapeError("record.octets is empty or could be written as record.value");
  }
  return { key, value: octets };
}

function decodeTransactionProof(value: JsonValue): TransactionProof {
  const document = objectOf(value, "the proof", [
    "anchor",
    "format",
    "index",
    "ledger",
    "result",
    "resultPath",
    "size",
    "transaction",
    "transactionPath",
    "type",
  ]);
  return {
    type: "transaction",
    ledger: textOf(document["ledger"], "ledger", MAX_LEDGER_ID_LENGTH),
    // Every member of both is hashed into the header's roots, so their inner shape is the header's word.
    transaction: anyObject(document["transaction"], "transaction") as unknown as SignedTransaction,
    result: anyObject(document["result"], "result") as unknown as TransactionResult,
    index: countOf(document["index"], "index"),
    size: countOf(document["size"], "size"),
    transactionPath: decodeAuditPath(document["transactionPath"], "transactionPath"),
    resultPath: decodeAuditPath(document["resultPath"], "resultPath"),
    anchor: decodeAnchor(document["anchor"]),
  };
}

function decodeAuditPath(value: JsonValue | undefined, what: string): readonly Uint8Array[] {
  return arrayOf(value, what, MAX_AUDIT_PATH).map((hash) => fromHex(hashOf(hash, what)));
}
