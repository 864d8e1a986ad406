import type { ProvenRecord } from "./proof-document.ts";
import type { SignedTransaction, TransactionResult } from "./transaction.ts";

/** Why a proof is not accepted. The first three: it could not be read at all. */
export type RefusalReason =
  | "TOO_LARGE"
  | "MALFORMED"
  | "FORMAT_UNKNOWN"
  /** Nobody told the verifier whom to believe: compare `claimedFingerprint` out of band. */
  | "TRUST_MISSING"
  /** The trust given is for another ledger, or its fingerprint is another. */
  | "TRUST_DIFFERS"
  /** The key that signed is not among the trusted ones. */
  | "SIGNER_UNKNOWN"
  | "SIGNATURE_INVALID"
  /** Parts of the proof speak of different ledgers, blocks or roots. */
  | "PARTS_DISAGREE"
  /** The path does not lead from the record or transaction to the signed root. */
  | "PATH_INVALID"
  /** The record is not the one that decides the identifier. */
  | "IDENTIFIER_NOT_COVERED";

export interface Refusal {
  readonly valid: false;
  readonly reason: RefusalReason;
  /** What happened and why. */
  readonly message: string;
  /** Fingerprint of the trust document that would make the proof acceptable, if it is what it claims. */
  readonly claimedFingerprint?: string;
}

/** What an anchor's signatures vouch for. */
export interface AnchorFacts {
  readonly ledger: string;
  readonly height: number;
  /** Time of the block, milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** Until when the block was known to be the newest: its time, or that of a heartbeat. Same unit. */
  readonly freshAt: number;
  readonly stateRoot: string;
  readonly transactionsRoot: string;
  readonly resultsRoot: string;
}

interface Acceptance {
  readonly valid: true;
  readonly ledger: string;
  readonly height: number;
  readonly time: number;
  readonly freshAt: number;
  /** Of the trust that the proof was verified against. */
  readonly fingerprint: string;
}

export interface RecordAcceptance extends Acceptance {
  readonly type: "record";
  readonly identifier?: string;
  readonly record: ProvenRecord;
}

export interface TransactionAcceptance extends Acceptance {
  readonly type: "transaction";
  readonly transaction: SignedTransaction;
  readonly result: TransactionResult;
  readonly index: number;
}

export type Verdict = RecordAcceptance | TransactionAcceptance | Refusal;

export function refusal(reason: RefusalReason, message: string): Refusal {
  return { valid: false, reason, message };
}
