import { type Clock, SymbolonError } from "@symbolon/base";
import type { Sha256, SignedTransaction, VerifySignature } from "@symbolon/proofs";
import type { Ruleset } from "@symbolon/state";
import type { CommittedChain } from "../chain/committed-chain.ts";
import { ledgerErrors } from "../errors.ts";
import { type ActiveContracts, ContractTable } from "../machine/contract-table.ts";
import type { LedgerParameters } from "../machine/genesis.ts";
import { plainTransaction } from "../machine/prepared-transaction.ts";
import { signatureKey } from "../machine/signature-cache.ts";
import { type CheckedTransaction, explainArguments, TransactionChecker } from "../machine/transaction-checker.ts";
import { repeatedReceipt } from "../machine/transaction-record.ts";
import type { Receipt } from "../receipt.ts";

export interface AdmissionOptions {
  readonly ledgerId: string;
  readonly parameters: LedgerParameters;
}

export interface AdmissionModules {
  readonly chain: CommittedChain;
  readonly ruleset: Ruleset;
  readonly clock: Clock;
  readonly sha256: Sha256;
  /** On a thread of the pool where there is one. */
  readonly verifySignature: VerifySignature;
}

/** Checks transactions against the committed state before they may wait for a block. */
export class Admission {
  readonly #modules: AdmissionModules;
  readonly #contracts: ContractTable;
  readonly #checker: TransactionChecker;
  #active: { readonly height: number; readonly contracts: ActiveContracts } | undefined;

  constructor(options: AdmissionOptions, modules: AdmissionModules) {
    this.#modules = modules;
    this.#contracts = new ContractTable(modules.ruleset.contracts);
    const checkerOptions = { ledgerId: options.ledgerId, replayWindow: options.parameters.replayWindow };
    this.#checker = new TransactionChecker(checkerOptions, {
      submitters: modules.ruleset.submitters,
      sha256: modules.sha256,
    });
  }

  /** Everything but whether the request is known. @throws the ledger errors of refused transactions */
  async check(transaction: SignedTransaction): Promise<CheckedTransaction> {
    const { chain, clock } = this.#modules;
    const prepared = this.#checker.prepare(plain(transaction));
    const time = Math.max(chain.head.header.time, clock.now());
    const checked = this.#checker.check(prepared, this.#activeContracts(), chain.state, time);
    explainArguments(checked.callable, checked.transaction.args);
    const { suite, spki } = checked.key;
    if (!(await this.#modules.verifySignature(suite, spki, checked.signingBytes, checked.signature))) {
      throw ledgerErrors.error("SIGNATURE_INVALID", `not signed with the key of certificate ${transaction.submitter}`);
    }
    return checked;
  }

  /** The first receipt of a request that was executed before. @throws IDEMPOTENCY_KEY_REUSED */
  known(checked: CheckedTransaction): Receipt | undefined {
    const { chain } = this.#modules;
    const record = this.#checker.known(checked, chain.state);
    if (record === undefined) return undefined;
    return repeatedReceipt(record, chain.block(record.height)?.results[record.index]?.events ?? []);
  }

  signatureKey(checked: CheckedTransaction): string {
    const { suite, spki } = checked.key;
    return signatureKey(this.#modules.sha256, suite, spki, checked.signingBytes, checked.signature);
  }

  #activeContracts(): ActiveContracts {
    const { chain } = this.#modules;
    const { height } = chain.state.machineHead();
    if (this.#active?.height !== height) {
      this.#active = { height, contracts: this.#contracts.activeAt(chain.state, height + 1) };
    }
    return this.#active.contracts;
  }
}

/** Names one request of one member. */
export function requestKey(checked: CheckedTransaction): string {
  return `${checked.key.memberId}/${checked.transaction.idempotencyKey}`;
}

function plain(transaction: SignedTransaction): unknown {
  try {
    return plainTransaction(transaction);
  } catch (cause) {
    const reason = cause instanceof SymbolonError ? cause.message : "it cannot be read";
    throw ledgerErrors.error("TRANSACTION_MALFORMED", `not a transaction: ${reason}`, { cause });
  }
}
