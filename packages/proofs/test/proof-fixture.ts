import { generateKeyPairSync, hash, type KeyObject, sign, verify, createPublicKey } from "node:crypto";
import { toBase64Url, toHex, utf8 } from "@symbolon/base";
import {
  type BlockHeader,
  headerHash,
  headerSigningBytes,
  type HeaderSignature,
  NO_PREVIOUS_HASH,
  type Validator,
  validatorsHash,
} from "../src/block-header.ts";
import { resultLeaf, resultsRoot, transactionLeaf, transactionsRoot } from "../src/block-roots.ts";
import type { Sha256 } from "../src/hash.ts";
import { heartbeatSigningBytes, type SignedHeartbeat } from "../src/heartbeat.ts";
import type { ProofModules } from "../src/header-signature.ts";
import { merkleAuditPath } from "../src/merkle-tree.ts";
import type { RecordProof, TransactionProof } from "../src/proof-document.ts";
import {
  type SignedTransaction,
  transactionId,
  transactionSigningBytes,
  type TransactionResult,
} from "../src/transaction.ts";
import { EMPTY_TREE_ROOT, treeBit, type TreeLeaf, treeLeafHash, type TreePath } from "../src/tree-path.ts";
import type { TrustDocument } from "../src/trust-document.ts";

export const sha256: Sha256 = (bytes) => hash("sha256", bytes, "buffer");

const keys = new Map<string, KeyObject>();

function publicKey(spki: Uint8Array): KeyObject {
  const name = toHex(spki);
  const key = keys.get(name) ?? createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  keys.set(name, key);
  return key;
}

/** The checks that a member makes, with Node's own primitives. */
export const modules: ProofModules = {
  sha256,
  verifySignature: (_suite, spki, bytes, signature) => {
    try {
      return signature.length === 64 && verify(null, bytes, publicKey(spki), signature);
    } catch {
      return false;
    }
  },
};

export class TestOrderer {
  readonly #key: KeyObject;
  readonly validator: Validator;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    this.#key = privateKey;
    this.validator = { suite: "EdDSA", spki: toBase64Url(publicKey.export({ format: "der", type: "spki" })) };
  }

  sign(bytes: Uint8Array): HeaderSignature {
    return { ...this.validator, signature: toBase64Url(sign(null, bytes, this.#key)) };
  }

  heartbeat(header: BlockHeader, time: number): SignedHeartbeat {
    const { ledger, height } = header;
    const beat = { ledger, height, headerHash: headerHash(header, sha256), time };
    return { ...beat, signature: this.sign(heartbeatSigningBytes(beat)) };
  }
}

/** Path by the definition of the tree over a handful of records, without storage. */
export function pathOver(state: ReadonlyMap<string, string>, key: string): { root: string; path: TreePath } {
  const keyHash = sha256(utf8(key));
  const leaves = [...state].map(([name, value]) => ({ keyHash: sha256(utf8(name)), valueHash: sha256(utf8(value)) }));
  const siblings: (Uint8Array | undefined)[] = [];
  let part: readonly TreeLeaf[] = leaves;
  for (let depth = 0; part.length > 1; depth += 1) {
    const side = treeBit(keyHash, depth);
    const beside = part.filter((leaf) => treeBit(leaf.keyHash, depth) !== side);
    siblings.push(beside.length === 0 ? undefined : rootOver(beside, depth + 1));
    part = part.filter((leaf) => treeBit(leaf.keyHash, depth) === side);
  }
  return { root: toHex(rootOver(leaves, 0)), path: { siblings, leaf: part[0] } };
}

function rootOver(leaves: readonly TreeLeaf[], depth: number): Uint8Array {
  if (leaves.length === 0) return EMPTY_TREE_ROOT;
  if (leaves.length === 1) return treeLeafHash(leaves[0] as TreeLeaf, sha256);
  const side = (bit: number) =>
    rootOver(
      leaves.filter((leaf) => treeBit(leaf.keyHash, depth) === bit),
      depth + 1,
    );
  return sha256(Buffer.concat([Buffer.of(1), side(0), side(1)]));
}

export const range = (start: string, end: string, holder: string): readonly [string, string] => [
  `range/imsi/15/${end}`,
  JSON.stringify({ end, holder, kind: "imsi", start, status: "recorded", v: 1 }),
];

/** A block of two transactions over a state of a few records, and the proofs that can be made of it. */
export class TestLedger {
  readonly orderer = new TestOrderer();
  readonly state = new Map<string, string>([
    range("000000000000000", "315010000099999", "factory"),
    range("315010000100000", "315010000199999", "harbour"),
    range("315010000200000", "999999999999999", "nobody"),
    ["member/factory", '{"name":"Factory","v":1}'],
    ["blob", "not json"],
  ]);
  readonly transactions: readonly SignedTransaction[] = ["one", "two", "three"].map((idempotencyKey) => ({
    ledger: "test-ledger",
    contract: "numbers",
    method: "open",
    args: { numbers: ["315010000100001"], count: 1 },
    submitter: "certificate-1",
    idempotencyKey,
    createdAt: 1_790_000_000_000,
    signature: toBase64Url(sha256(utf8(idempotencyKey))),
  }));
  readonly results: readonly TransactionResult[] = this.transactions.map((transaction) => ({
    id: transactionId(transactionSigningBytes(transaction), sha256),
    status: "done",
    result: { opened: 1 },
    events: [{ type: "numbers.opened", data: { count: 1 } }],
  }));
  readonly header: BlockHeader = {
    ledger: "test-ledger",
    height: 7,
    previousHash: NO_PREVIOUS_HASH,
    time: 1_790_000_000_500,
    transactionsRoot: transactionsRoot(this.transactions, sha256),
    resultsRoot: resultsRoot(this.results, sha256),
    stateRoot: pathOver(this.state, "").root,
    validatorsHash: validatorsHash([this.orderer.validator], sha256),
  };

  get trust(): TrustDocument {
    return { format: 1, type: "embedded", ledger: this.header.ledger, validators: [this.orderer.validator] };
  }

  recordProof(key: string, identifier?: string): RecordProof {
    const { root, path } = pathOver(this.state, key);
    const value = this.state.get(key);
    return {
      type: "record",
      ledger: this.header.ledger,
      ...(identifier === undefined ? {} : { identifier }),
      record: { key, value: value === undefined ? undefined : utf8(value) },
      path,
      root,
      anchor: { ...this.#anchor(), heartbeat: this.orderer.heartbeat(this.header, this.header.time + 5000) },
    };
  }

  transactionProof(index: number): TransactionProof {
    const { transactions, results } = this;
    return {
      type: "transaction",
      ledger: this.header.ledger,
      transaction: transactions[index] as SignedTransaction,
      result: results[index] as TransactionResult,
      index,
      size: transactions.length,
      transactionPath: merkleAuditPath(transactions.map(transactionLeaf), index, sha256),
      resultPath: merkleAuditPath(results.map(resultLeaf), index, sha256),
      anchor: this.#anchor(),
    };
  }

  #anchor() {
    return {
      type: "embedded",
      header: this.header,
      signature: this.orderer.sign(headerSigningBytes(this.header)),
    } as const;
  }
}
