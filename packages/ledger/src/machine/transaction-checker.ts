import { fromBase64Url, type JsonObject, SymbolonError } from "@symbolon/base";
import type { Sha256, SignedTransaction } from "@symbolon/proofs";
import type { ReadableState, SubmitterKey, SubmitterRegistry } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";
import type { ActiveContracts, CallableMethod } from "./contract-table.ts";
import { type PreparedTransaction, prepareTransaction } from "./prepared-transaction.ts";
import { findTransactionRecord, type TransactionRecord } from "./transaction-record.ts";

/** Everything that is known of a transaction before its signature is checked. */
export interface CheckedTransaction extends PreparedTransaction {
  readonly key: SubmitterKey;
  readonly signature: Uint8Array;
  readonly callable: CallableMethod;
}

export interface TransactionCheckerOptions {
  readonly ledgerId: string;
  /** Milliseconds that `createdAt` may lie from the time of the check. */
  readonly replayWindow: number;
}

export interface TransactionCheckerModules {
  readonly submitters: SubmitterRegistry;
  readonly sha256: Sha256;
}

/** The rules that a transaction meets before a contract sees it: the same on admission and in a block. */
export class TransactionChecker {
  readonly #options: TransactionCheckerOptions;
  readonly #modules: TransactionCheckerModules;

  constructor(options: TransactionCheckerOptions, modules: TransactionCheckerModules) {
    this.#options = options;
    this.#modules = modules;
  }

  /** Reads whatever stands in a block or was submitted. @throws TRANSACTION_MALFORMED, TRANSACTION_TOO_LARGE */
  prepare(value: unknown): PreparedTransaction {
    try {
      return prepareTransaction(value, this.#modules.sha256);
    } catch (cause) {
      if (ledgerErrors.is(cause)) throw cause;
      throw ledgerErrors.error("TRANSACTION_MALFORMED", "not a transaction: it has no canonical JSON form", { cause });
    }
  }

  /**
   * Ledger, contract, certificate, role and time. The signature is left to the caller, who can check it on another thread.
   * @throws WRONG_LEDGER, CONTRACT_UNKNOWN, METHOD_UNKNOWN, CERTIFICATE_UNKNOWN and its like, ROLE_NOT_PERMITTED, TRANSACTION_EXPIRED, TRANSACTION_FROM_FUTURE
   */
  check(
    prepared: PreparedTransaction,
    contracts: ActiveContracts,
    state: ReadableState,
    time: number,
  ): CheckedTransaction {
    const { transaction } = prepared;
    if (transaction.ledger !== this.#options.ledgerId) {
      throw ledgerErrors.error(
        "WRONG_LEDGER",
        `signed for ledger ${transaction.ledger}, this is ${this.#options.ledgerId}`,
      );
    }
    this.#checkWindow(transaction, time);
    const callable = contracts.method(transaction.contract, transaction.method);
    const key = this.#findKey(state, transaction.submitter, time);
    if (!callable.method.roles.includes(key.role)) {
      throw ledgerErrors.error(
        "ROLE_NOT_PERMITTED",
        `a certificate of role ${key.role} may not call ${transaction.contract}.${transaction.method}`,
      );
    }
    return { ...prepared, key, callable, signature: fromBase64Url(transaction.signature) };
  }

  /** The first execution of the same request, if there was one. @throws IDEMPOTENCY_KEY_REUSED */
  known(checked: CheckedTransaction, state: ReadableState): TransactionRecord | undefined {
    const { idempotencyKey } = checked.transaction;
    const record = findTransactionRecord(state, checked.key.memberId, idempotencyKey);
    if (record !== undefined && record.content !== checked.content) {
      throw ledgerErrors.error(
        "IDEMPOTENCY_KEY_REUSED",
        `${checked.key.memberId} used the key ${idempotencyKey} at height ${record.height} for another request`,
      );
    }
    return record;
  }

  #checkWindow(transaction: SignedTransaction, time: number): void {
    const age = time - transaction.createdAt;
    if (age > this.#options.replayWindow) {
      throw ledgerErrors.error(
        "TRANSACTION_EXPIRED",
        `signed ${age} ms before block time, more than ${this.#options.replayWindow} ms`,
      );
    }
    if (-age > this.#options.replayWindow) {
      throw ledgerErrors.error(
        "TRANSACTION_FROM_FUTURE",
        `dated ${-age} ms after block time, more than ${this.#options.replayWindow} ms`,
      );
    }
  }

  #findKey(state: ReadableState, certificateId: string, time: number): SubmitterKey {
    const found = this.#modules.submitters.find(state, certificateId, time);
    if ("code" in found) throw ledgerErrors.error(found.code, found.message);
    return found;
  }
}

/** @throws ARGUMENTS_INVALID with the place of the first difference; for admission, where the text is not hashed */
export function explainArguments(callable: CallableMethod, args: JsonObject): void {
  if (callable.accepts(args)) return;
  throw ledgerErrors.error("ARGUMENTS_INVALID", `the arguments do not fit the schema: ${callable.explain(args)}`);
}

/** True for the errors by which a transaction is refused, false for failures of this node. */
export function isRefusal(value: unknown): value is SymbolonError {
  return value instanceof SymbolonError && !value.code.startsWith("STORE_") && value.code !== "CORRUPT_RECORD";
}
