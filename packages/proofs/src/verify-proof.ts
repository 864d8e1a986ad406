import { equalBytes, fromHex, toHex, utf8 } from "@symbolon/base";
import { resultLeaf, transactionLeaf } from "./block-roots.ts";
import { proofsErrors } from "./errors.ts";
import type { ProofModules } from "./header-signature.ts";
import { verifyMerkleInclusion } from "./merkle-tree.ts";
import { parseProof, type Proof, type RecordProof, type TransactionProof } from "./proof-document.ts";
import { rangeObjection } from "./range-record.ts";
import { transactionId, transactionSigningBytes } from "./transaction.ts";
import { type TreePath, treeRootOf } from "./tree-path.ts";
import { type TrustDocument, trustFingerprint } from "./trust-document.ts";
import { type AnchorFacts, type Refusal, refusal, type RefusalReason, type Verdict } from "./verdict.ts";
import { claimedTrust, verifyAnchor } from "./verify-anchor.ts";

/** A trust document, or only its fingerprint as people compare it. */
export type PinnedTrust = TrustDocument | { readonly fingerprint: string };

const UNREADABLE: Readonly<Record<string, RefusalReason>> = {
  PROOF_TOO_LARGE: "TOO_LARGE",
  PROOF_MALFORMED: "MALFORMED",
  PROOF_FORMAT: "FORMAT_UNKNOWN",
};

/**
 * Verifies a proof file against pinned trust, offline. Never throws for what a file holds: the verdict says
 * what is wrong. Without pinned trust nothing is accepted and the verdict names the fingerprint to compare.
 */
export async function verifyProof(
  bytes: Uint8Array,
  trust: PinnedTrust | undefined,
  modules: ProofModules,
): Promise<Verdict> {
  let proof: Proof;
  try {
    proof = parseProof(bytes, modules.sha256);
  } catch (error) {
    if (!proofsErrors.is(error)) throw error;
    return refusal(UNREADABLE[error.code] ?? "MALFORMED", error.message);
  }
  const claimed = claimedTrust(proof.anchor);
  const pinned = pin(trust, claimed, modules);
  const verdict = "valid" in pinned ? pinned : await verifyPinned(proof, pinned, modules);
  return verdict.valid ? verdict : { ...verdict, claimedFingerprint: trustFingerprint(claimed, modules.sha256) };
}

function pin(
  trust: PinnedTrust | undefined,
  claimed: TrustDocument,
  { sha256 }: ProofModules,
): TrustDocument | Refusal {
  if (trust === undefined) {
    return refusal("TRUST_MISSING", "no trust is pinned, so nothing says that the signing key may be believed");
  }
  if (!("fingerprint" in trust)) return trust;
  if (trust.fingerprint.toLowerCase() === trustFingerprint(claimed, sha256)) return claimed;
  return refusal(
    "TRUST_DIFFERS",
    "the proof is signed by another key, or of another ledger, than the fingerprint stands for",
  );
}

async function verifyPinned(proof: Proof, trust: TrustDocument, modules: ProofModules): Promise<Verdict> {
  if (proof.ledger !== proof.anchor.header.ledger) {
    return refusal("PARTS_DISAGREE", "the proof and its header name different ledgers");
  }
  const facts = await verifyAnchor(proof.anchor, trust, modules);
  if ("valid" in facts) return facts;
  return proof.type === "record"
    ? judgeRecord(proof, facts, trust, modules)
    : judgeTransaction(proof, facts, trust, modules);
}

function judgeRecord(proof: RecordProof, facts: AnchorFacts, trust: TrustDocument, modules: ProofModules): Verdict {
  const { record, root, identifier } = proof;
  if (root !== facts.stateRoot) return refusal("PARTS_DISAGREE", "the root is not the one that the header names");
  const objection = pathObjection(proof, modules);
  if (objection !== undefined) return refusal("PATH_INVALID", objection);
  const uncovered = identifier === undefined ? undefined : rangeObjection(identifier, record);
  if (uncovered !== undefined) return refusal("IDENTIFIER_NOT_COVERED", uncovered);
  return {
    valid: true,
    type: "record",
    ...acceptance(facts, trust, modules),
    ...(identifier === undefined ? {} : { identifier }),
    record,
  };
}

function pathObjection({ record, path, root }: RecordProof, { sha256 }: ProofModules): string | undefined {
  const keyHash = sha256(utf8(record.key));
  const { leaf } = path;
  if (record.value !== undefined && leaf !== undefined) return "another leaf stands where the record should be";
  if (leaf !== undefined && equalBytes(leaf.keyHash, keyHash)) return "the record that is said to be absent is there";
  const walked: TreePath =
    record.value === undefined ? path : { ...path, leaf: { keyHash, valueHash: sha256(record.value) } };
  const reached = toHex(treeRootOf(keyHash, walked, sha256));
  return reached === root ? undefined : "the path from the record does not lead to the root";
}

function judgeTransaction(
  proof: TransactionProof,
  facts: AnchorFacts,
  trust: TrustDocument,
  modules: ProofModules,
): Verdict {
  const { transaction, result, index, size } = proof;
  const { sha256 } = modules;
  const position = { index, size };
  const included =
    verifyMerkleInclusion(
      { leaf: transactionLeaf(transaction), path: proof.transactionPath, ...position },
      fromHex(facts.transactionsRoot),
      sha256,
    ) &&
    verifyMerkleInclusion(
      { leaf: resultLeaf(result), path: proof.resultPath, ...position },
      fromHex(facts.resultsRoot),
      sha256,
    );
  if (!included)
    return refusal("PATH_INVALID", "the paths do not lead from transaction and result to the header's roots");
  if (result.id !== transactionId(transactionSigningBytes(transaction), sha256)) {
    return refusal("PARTS_DISAGREE", "the result is of another transaction");
  }
  return { valid: true, type: "transaction", ...acceptance(facts, trust, modules), transaction, result, index };
}

function acceptance(facts: AnchorFacts, trust: TrustDocument, { sha256 }: ProofModules) {
  const { ledger, height, time, freshAt } = facts;
  return { ledger, height, time, freshAt, fingerprint: trustFingerprint(trust, sha256) };
}
