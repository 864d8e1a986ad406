import { canonicalJson, type JsonValue, SymbolonError, toHex, utf8 } from "@symbolon/base";
import type { Sha256, TransactionResult } from "@symbolon/proofs";
import { ledgerErrors } from "../errors.ts";
import type { ActiveContracts } from "./contract-table.ts";
import type { PreparedTransaction } from "./prepared-transaction.ts";
import type { SignatureCache } from "./signature-cache.ts";
import { StateOverlay } from "./state-overlay.ts";
import { type CheckedTransaction, isRefusal, type TransactionChecker } from "./transaction-checker.ts";
import { encodeTransactionRecord, transactionKey } from "./transaction-record.ts";
import { TransactionView } from "./transaction-view.ts";
import { meteredWork, WorkMeter } from "./work-meter.ts";

/** Octets of what a method returns, in canonical JSON. */
export const MAX_RESULT_OCTETS = 16 * 1024;
/** Characters of the message of a refusal. */
export const MAX_REFUSAL_MESSAGE = 500;

export interface BlockContext {
  readonly ledgerId: string;
  readonly height: number;
  readonly time: number;
  readonly contracts: ActiveContracts;
  /** State with the writes of the block so far. */
  readonly overlay: StateOverlay;
}

export interface TransactionExecutorModules {
  readonly checker: TransactionChecker;
  readonly signatures: SignatureCache;
  readonly sha256: Sha256;
}

/** One transaction's way through a block: a result always, whatever stands in the block. */
export interface TransactionExecution {
  readonly result: TransactionResult;
  /** Canonical JSON of what the block holds at this place. */
  readonly text: string;
  /** Key of the record that was written, when the transaction reached its contract. */
  readonly recordKey?: string;
  /** What a contract threw that is no refusal: for the log, not part of any result. */
  readonly failure?: unknown;
}

interface CallOutcome {
  readonly result: TransactionResult;
  readonly failure?: unknown;
}

/** Runs transactions one after the other. Deterministic; throws only when this node's store fails. */
export class TransactionExecutor {
  readonly #modules: TransactionExecutorModules;

  constructor(modules: TransactionExecutorModules) {
    this.#modules = modules;
  }

  execute(value: unknown, index: number, block: BlockContext): TransactionExecution {
    let prepared: PreparedTransaction | undefined;
    try {
      prepared = this.#modules.checker.prepare(value);
      const checked = this.#admit(prepared, block);
      return { text: prepared.text, ...this.#call(checked, index, block) };
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      const text = prepared?.text ?? canonicalOrNull(value);
      const id = prepared?.id ?? toHex(this.#modules.sha256(utf8(`symbolon/not-a-transaction/1\n${text}`)));
      return { result: refusal(id, cause), text };
    }
  }

  #admit(prepared: PreparedTransaction, block: BlockContext): CheckedTransaction {
    const { checker, signatures } = this.#modules;
    const checked = checker.check(prepared, block.contracts, block.overlay, block.time);
    const { suite, spki } = checked.key;
    if (!signatures.verify(suite, spki, checked.signingBytes, checked.signature)) {
      throw ledgerErrors.error(
        "SIGNATURE_INVALID",
        `not signed with the key of certificate ${checked.transaction.submitter}`,
      );
    }
    const known = checker.known(checked, block.overlay);
    if (known !== undefined) {
      throw ledgerErrors.error("TRANSACTION_REPEATED", `executed at height ${known.height}, position ${known.index}`);
    }
    if (!checked.callable.accepts(checked.transaction.args)) {
      // The validator's own words may change with its release, and this message is hashed.
      throw ledgerErrors.error("ARGUMENTS_INVALID", "the arguments do not fit the method's schema");
    }
    return checked;
  }

  #call(checked: CheckedTransaction, index: number, block: BlockContext): Omit<TransactionExecution, "text"> {
    const { content, transaction } = checked;
    const recordKey = transactionKey(checked.key.memberId, transaction.idempotencyKey);
    const overlay = new StateOverlay(block.overlay);
    const meter = new WorkMeter(meteredWork(checked.callable.method.workLimit));
    const view = new TransactionView(callContext(checked, block), { ...this.#modules, overlay, meter });
    const outcome = runMethod(checked, view, meter);
    if (outcome.result.status === "done") block.overlay.absorb(overlay);
    const facts = { content, height: block.height, index, createdAt: transaction.createdAt };
    block.overlay.set(recordKey, encodeTransactionRecord(outcome.result, facts));
    return { ...outcome, recordKey };
  }
}

function callContext(checked: CheckedTransaction, block: BlockContext) {
  const { memberId, role } = checked.key;
  const submitter = { memberId, role, certificateId: checked.transaction.submitter };
  return { ledgerId: block.ledgerId, txId: checked.id, height: block.height, blockTime: block.time, submitter };
}

function runMethod(checked: CheckedTransaction, view: TransactionView, meter: WorkMeter): CallOutcome {
  try {
    const returned = checked.callable.method.execute(view, checked.transaction.args as never) as JsonValue | undefined;
    const result = plainResult(returned);
    if (view.fault === undefined && !meter.exceeded) {
      return { result: { id: checked.id, status: "done", result, events: view.events } };
    }
    return outcomeOfThrow(undefined, checked, view, meter);
  } catch (cause) {
    return outcomeOfThrow(cause, checked, view, meter);
  }
}

/** @throws the failure of this node's store: other nodes would answer otherwise, so it is no reason to refuse */
function outcomeOfThrow(
  cause: unknown,
  checked: CheckedTransaction,
  view: TransactionView,
  meter: WorkMeter,
): CallOutcome {
  if (view.fault !== undefined) throw view.fault.cause;
  if (meter.exceeded) return { result: refusal(checked.id, meter.refusal()) };
  if (isRefusal(cause)) return { result: refusal(checked.id, cause) };
  if (cause instanceof SymbolonError) throw cause;
  const { contract, method } = checked.transaction;
  const internal = ledgerErrors.error("INTERNAL", `${contract}.${method} failed without saying why`);
  return { result: refusal(checked.id, internal), failure: cause };
}

function plainResult(returned: JsonValue | undefined): JsonValue {
  const text = canonicalJson(returned ?? null);
  if (text.length > MAX_RESULT_OCTETS) {
    throw ledgerErrors.error(
      "INVALID_VALUE",
      `the method returned ${text.length} characters, more than ${MAX_RESULT_OCTETS}`,
    );
  }
  return JSON.parse(text) as JsonValue;
}

function canonicalOrNull(value: unknown): string {
  try {
    return canonicalJson(value as JsonValue);
  } catch {
    return "null";
  }
}

function refusal(id: string, error: SymbolonError): TransactionResult {
  return { id, status: "refused", code: error.code, message: error.message.slice(0, MAX_REFUSAL_MESSAGE), events: [] };
}
