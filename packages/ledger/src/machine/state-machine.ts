import { canonicalBytes, canonicalJson, type JsonObject, toHex, utf8 } from "@symbolon/base";
import { merkleRoot, type Sha256, type SignedTransaction } from "@symbolon/proofs";
import { compositeKey, type Contract, type Genesis, type ReadableState, type Ruleset } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";
import type { Receipt } from "../receipt.ts";
import type { StateStore } from "../store/state-store.ts";
import { SparseMerkleTree } from "../tree/sparse-merkle-tree.ts";
import { treeChanges } from "../tree/tree-change.ts";
import type { TreeUpdate } from "../tree/tree-update.ts";
import { CONTRACT_VERSION, ContractTable } from "./contract-table.ts";
import type { CommitExtras, ExecutedBlock, MachineHead, ProposedBlock } from "./executed-block.ts";
import { ledgerIdentifier, type LedgerParameters, ledgerParameters } from "./genesis.ts";
import { encodeHead, HEAD, readHead } from "./head-record.ts";
import { indexAndPrune } from "./pruning.ts";
import { SignatureCache, type VerifySignatureSync } from "./signature-cache.ts";
import { StateOverlay } from "./state-overlay.ts";
import { explainArguments, TransactionChecker } from "./transaction-checker.ts";
import { type TransactionExecution, TransactionExecutor } from "./transaction-executor.ts";
import { repeatedReceipt } from "./transaction-record.ts";
import { TransactionView } from "./transaction-view.ts";
import { unlimitedWork, WorkMeter } from "./work-meter.ts";

export interface StateMachineOptions {
  readonly genesis: Genesis;
}

export interface StateMachineModules {
  readonly store: StateStore;
  readonly ruleset: Ruleset;
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignatureSync;
}

/** What admission says of a transaction: fit for a block, or executed before. */
export type Admission = { readonly id: string; readonly receipt?: Receipt };

/**
 * The deterministic heart: blocks in, roots and results out. It has no clock, orders nothing and knows no peers;
 * a driver hands it blocks. `execute` may be repeated and discarded; only `commit` writes, once per block.
 */
export class StateMachine {
  readonly ledgerId: string;
  readonly parameters: LedgerParameters;
  readonly #genesis: Genesis;
  readonly #modules: StateMachineModules;
  readonly #contracts: ContractTable;
  readonly #signatures: SignatureCache;
  readonly #checker: TransactionChecker;
  readonly #executor: TransactionExecutor;
  readonly #tree: SparseMerkleTree;
  readonly #updates = new WeakMap<ExecutedBlock, TreeUpdate>();
  #head: MachineHead;

  /** @throws GENESIS_INVALID, GENESIS_MISMATCH, STATE_MISMATCH, STORE_CORRUPT */
  constructor(options: StateMachineOptions, modules: StateMachineModules) {
    const { sha256, store, ruleset } = modules;
    this.#genesis = options.genesis;
    this.#modules = modules;
    this.ledgerId = ledgerIdentifier(options.genesis, sha256);
    this.parameters = ledgerParameters(options.genesis);
    this.#contracts = new ContractTable(ruleset.contracts);
    this.#signatures = new SignatureCache(modules);
    const checkerOptions = { ledgerId: this.ledgerId, replayWindow: this.parameters.replayWindow };
    this.#checker = new TransactionChecker(checkerOptions, { submitters: ruleset.submitters, sha256 });
    this.#executor = new TransactionExecutor({ checker: this.#checker, signatures: this.#signatures, sha256 });
    this.#tree = new SparseMerkleTree({}, { source: store });
    this.#head = this.#recover();
  }

  /** The last committed block; height -1 before {@link executeGenesis} was committed. */
  info(): MachineHead {
    return this.#head;
  }

  /**
   * Whether a transaction may enter a block, by everything that can be known before execution.
   * @param time milliseconds since 1970: the later of last block time and the driver's clock
   * @throws the ledger errors of refused transactions
   */
  check(transaction: SignedTransaction, time: number): Admission {
    const { store } = this.#modules;
    const prepared = this.#checker.prepare(transaction);
    const contracts = this.#contracts.activeAt(store, this.#head.height + 1);
    const checked = this.#checker.check(prepared, contracts, store, time);
    if (!this.#signatures.verify(checked.key.suite, checked.key.spki, checked.signingBytes, checked.signature)) {
      throw ledgerErrors.error("SIGNATURE_INVALID", `not signed with the key of certificate ${transaction.submitter}`);
    }
    const known = this.#checker.known(checked, store);
    if (known !== undefined) return { id: prepared.id, receipt: repeatedReceipt(known, []) };
    explainArguments(checked.callable, checked.transaction.args);
    return { id: prepared.id };
  }

  /** Takes over signature checks that another thread of this process has made, by their `signatureKey`. */
  acceptSignatures(keys: readonly string[]): void {
    for (const key of keys) this.#signatures.accept(key);
  }

  /** The state of height 0: what each contract's `initialise` writes. @throws GENESIS_INVALID */
  executeGenesis(): ExecutedBlock {
    if (this.#head.height >= 0) throw ledgerErrors.error("STATE_MISMATCH", "the ledger has begun already");
    const overlay = new StateOverlay(this.#modules.store);
    for (const contract of this.#contracts.initial(this.parameters.contractVersions))
      this.#initialise(contract, overlay);
    return this.#finish({ height: 0, time: this.#genesis.time }, overlay, []);
  }

  /** @throws CONTRACT_VERSION_MISSING, STATE_MISMATCH on the wrong height, STORE_CORRUPT; never because of a transaction */
  execute(block: ProposedBlock): ExecutedBlock {
    this.#checkSequence(block);
    const { store } = this.#modules;
    const overlay = new StateOverlay(store);
    const contracts = this.#contracts.activeAt(store, block.height);
    const context = { ledgerId: this.ledgerId, height: block.height, time: block.time, contracts, overlay };
    const executions = block.transactions.map((transaction, index) =>
      this.#executor.execute(transaction, index, context),
    );
    const recordKeys = executions.flatMap(({ recordKey }) => recordKey ?? []);
    indexAndPrune(overlay, { ...block, retention: this.parameters.retention }, recordKeys);
    return this.#finish(block, overlay, executions);
  }

  /** Makes an executed block the head: one atomic, flushed write. @throws STORE_FULL and its like, TREE_UPDATE_STALE */
  commit(executed: ExecutedBlock, extras: CommitExtras = {}): void {
    const update = this.#updates.get(executed);
    if (update === undefined || executed.height !== this.#head.height + 1) {
      throw ledgerErrors.error(
        "STATE_MISMATCH",
        `block ${executed.height} was not executed on height ${this.#head.height}`,
      );
    }
    const { height, time, stateRoot } = executed;
    const head = { ledger: this.ledgerId, height, time, stateRoot };
    const meta = new Map([...(extras.meta ?? []), [HEAD, encodeHead(head)] as const]);
    this.#modules.store.commit({ ...executed.batch, ...extras, meta });
    this.#tree.accept(update);
    this.#head = head;
  }

  #recover(): MachineHead {
    const treeRoot = toHex(this.#tree.root);
    const head = readHead(this.#modules.store);
    if (head === undefined) return { ledger: this.ledgerId, height: -1, time: this.#genesis.time, stateRoot: treeRoot };
    if (head.ledger !== this.ledgerId) {
      throw ledgerErrors.error(
        "GENESIS_MISMATCH",
        `the state is of ledger ${head.ledger}, the genesis document names ${this.ledgerId}`,
      );
    }
    if (head.stateRoot !== treeRoot) {
      throw ledgerErrors.error(
        "STATE_MISMATCH",
        `the state tree has root ${treeRoot}, the block at height ${head.height} committed ${head.stateRoot}`,
      );
    }
    return head;
  }

  #checkSequence(block: ProposedBlock): void {
    if (block.height !== this.#head.height + 1 || this.#head.height < 0) {
      throw ledgerErrors.error("STATE_MISMATCH", `block ${block.height} does not follow height ${this.#head.height}`);
    }
    if (!Number.isSafeInteger(block.time) || block.time < this.#head.time) {
      throw ledgerErrors.error("STATE_MISMATCH", `the time of block ${block.height} lies before the block before it`);
    }
  }

  #initialise(contract: Contract, overlay: StateOverlay): void {
    overlay.set(compositeKey(CONTRACT_VERSION, contract.name), canonicalBytes({ v: 1, version: contract.version }));
    const { sha256 } = this.#modules;
    const submitter = { memberId: "genesis", certificateId: "genesis", role: "admin" } as const;
    const context = {
      ledgerId: this.ledgerId,
      txId: "0".repeat(64),
      height: 0,
      blockTime: this.#genesis.time,
      submitter,
    };
    const modules = { overlay, meter: new WorkMeter(unlimitedWork), sha256, signatures: this.#signatures };
    contract.initialise?.(new TransactionView(context, modules), this.#genesis.contracts[contract.name] ?? {});
  }

  #finish(
    { height, time }: { readonly height: number; readonly time: number },
    overlay: StateOverlay,
    executions: readonly TransactionExecution[],
  ): ExecutedBlock {
    const { sha256 } = this.#modules;
    const transactionTexts = executions.map(({ text }) => text);
    const resultTexts = executions.map(({ result }) => canonicalJson(result as unknown as JsonObject));
    const root = (texts: readonly string[]) => toHex(merkleRoot(texts.map(utf8), sha256));
    const update = this.#tree.update(treeChanges(overlay.changes, sha256));
    const executed: ExecutedBlock = {
      height,
      time,
      results: executions.map(({ result }) => result),
      transactionTexts,
      resultTexts,
      transactionsRoot: root(transactionTexts),
      resultsRoot: root(resultTexts),
      stateRoot: toHex(update.root),
      batch: { height, state: overlay.changes, tree: update.nodes },
      failures: executions.flatMap(({ failure }, index) => (failure === undefined ? [] : [{ index, cause: failure }])),
    };
    this.#updates.set(executed, update);
    return executed;
  }

  /** Committed state, for those who share the machine's thread. */
  get state(): ReadableState {
    return this.#modules.store;
  }
}
