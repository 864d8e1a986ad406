import { type Clock, type Log, utf8 } from "@symbolon/base";
import type { Signer } from "@symbolon/crypto/signatures";
import {
  headerSigningBytes,
  type Sha256,
  type SignedTransaction,
  type TransactionResult,
  validatorsHash,
  type VerifySignature,
} from "@symbolon/proofs";
import type { Genesis, Ruleset, StateReader } from "@symbolon/state";
import { Admission, requestKey } from "../admission/admission.ts";
import { encodeHeartbeat } from "../block-codec.ts";
import type { Block, Heartbeat } from "../block.ts";
import { CommittedChain } from "../chain/committed-chain.ts";
import { BackgroundScrub } from "../chain/background-scrub.ts";
import { chainStatus, damagedBefore, damageError, LedgerLife } from "../chain/ledger-life.ts";
import { headerOf, seal } from "../chain/seal.ts";
import { HEARTBEAT } from "../chain/store-state-reader.ts";
import { type BlockEngine, type EngineOutcome, resultsOf } from "../engine/block-engine.ts";
import { ledgerErrors } from "../errors.ts";
import type { Ledger, LedgerCapabilities, LedgerStatus } from "../ledger.ts";
import { ledgerParameters } from "../machine/genesis.ts";
import type { CheckedTransaction } from "../machine/transaction-checker.ts";
import type { Receipt } from "../receipt.ts";
import type { DamagedRecord } from "../store/scrub.ts";
import type { Timers } from "../timers.ts";
import { beginChain, checkOrderer } from "./begin-chain.ts";
import { BlockSizer } from "./block-sizer.ts";
import { Heartbeats } from "./heartbeats.ts";

/** Transactions that may wait for their block, and their octets; beyond that submissions are refused. */
export const MAX_WAITING_TRANSACTIONS = 10_000;
export const MAX_WAITING_OCTETS = 64 * 1024 * 1024;

export interface EmbeddedLedgerOptions {
  readonly genesis: Genesis;
  /** Transactions that may wait; {@link MAX_WAITING_TRANSACTIONS} when absent. */
  readonly maxWaiting?: number;
}

export interface EmbeddedLedgerModules {
  /** Owned by the ledger from now on. */
  readonly engine: BlockEngine;
  readonly ruleset: Ruleset;
  /** The key that orders: one of the genesis' validators. */
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
}

interface WaitingTransaction {
  readonly checked: CheckedTransaction;
  readonly octets: number;
  readonly receipt: PromiseWithResolvers<Receipt>;
}

/**
 * The ledger whose one process decides the order. Group commit: all that waits forms the next block,
 * one flush per block, receipts after the flush.
 */
export class EmbeddedLedger implements Ledger {
  readonly capabilities: LedgerCapabilities = { orders: true, byzantineFaultTolerant: false, follows: false };
  readonly #modules: EmbeddedLedgerModules;
  readonly #chain: CommittedChain;
  readonly #admission: Admission;
  readonly #heartbeats: Heartbeats;
  readonly #scrub: BackgroundScrub;
  readonly #maxWaiting: number;
  readonly #sizer = new BlockSizer();
  readonly #validatorsHash: string;
  readonly #queue: WaitingTransaction[] = [];
  readonly #inFlight = new Map<string, WaitingTransaction>();
  readonly #waiting = { transactions: 0, octets: 0 };
  #work: Promise<void> = Promise.resolve();
  #producing = false;
  #lastTime: number;
  readonly #life: LedgerLife;

  /** Commits height 0 when the store is empty. @throws GENESIS_INVALID, STATE_MISMATCH, STORE_FULL and its like */
  static async open(options: EmbeddedLedgerOptions, modules: EmbeddedLedgerModules): Promise<EmbeddedLedger> {
    checkOrderer(options.genesis, modules.signer);
    await beginChain(options.genesis, modules);
    return new EmbeddedLedger(options, modules);
  }

  private constructor(options: EmbeddedLedgerOptions, modules: EmbeddedLedgerModules) {
    const { genesis } = options;
    this.#modules = modules;
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING_TRANSACTIONS;
    this.#life = new LedgerLife(modules.log);
    this.#chain = new CommittedChain({ ...modules, reader: modules.engine.reader });
    this.#lastTime = this.#chain.freshAt;
    this.#validatorsHash = validatorsHash(genesis.validators, modules.sha256);
    const admissionOptions = { ledgerId: modules.engine.head.ledger, parameters: ledgerParameters(genesis) };
    this.#admission = new Admission(admissionOptions, { ...modules, chain: this.#chain });
    this.#heartbeats = new Heartbeats({
      ...modules,
      chain: this.#chain,
      notBefore: () => this.#lastTime,
      publish: (heartbeat) => this.#publish(heartbeat),
    });
    const { engine } = modules;
    this.#scrub = new BackgroundScrub({
      ...modules,
      reader: engine.reader,
      damaged: (records) => this.#damaged(records),
    });
    const refused = this.#chain.state.quarantine;
    if (refused.size > 0) this.#life.stop(damagedBefore(refused.size));
  }

  get state(): StateReader {
    return this.#chain.state;
  }

  status(): LedgerStatus {
    return chainStatus(this.#chain, "embedded", this.#life);
  }

  async submit(transaction: SignedTransaction): Promise<Receipt> {
    this.#life.assertRunning();
    if (this.#waiting.transactions >= this.#maxWaiting || this.#waiting.octets >= MAX_WAITING_OCTETS) {
      throw ledgerErrors.error("OVERLOADED", `${this.#waiting.transactions} transactions wait already`);
    }
    this.#waiting.transactions += 1;
    try {
      return await this.#submit(await this.#admission.check(transaction));
    } finally {
      this.#waiting.transactions -= 1;
    }
  }

  block(height: number): Block | undefined {
    return this.#chain.block(height);
  }

  blockOctets(height: number): Uint8Array | undefined {
    return this.#chain.blockOctets(height);
  }

  async prove(key: string, identifier?: string): Promise<Uint8Array> {
    return this.#chain.prove(key, identifier);
  }

  async proveTransaction(height: number, index: number): Promise<Uint8Array> {
    return this.#chain.proveTransaction(height, index);
  }

  follow(fromHeight: number, signal: AbortSignal): AsyncIterable<Block | Heartbeat> {
    return this.#chain.follow(fromHeight, signal);
  }

  onCommit(listener: (block: Block) => void): () => void {
    return this.#chain.onCommit(listener);
  }

  async #submit(checked: CheckedTransaction): Promise<Receipt> {
    // The state moved on while the signature was checked.
    this.#life.assertRunning();
    const known = this.#admission.known(checked);
    if (known !== undefined) return known;
    const key = requestKey(checked);
    const ahead = this.#inFlight.get(key);
    if (ahead === undefined) return this.#enqueue(key, checked);
    if (ahead.checked.content === checked.content) return { ...(await ahead.receipt.promise), repeated: true };
    throw ledgerErrors.error(
      "IDEMPOTENCY_KEY_REUSED",
      `another request of ${checked.key.memberId} with this key waits for its block`,
    );
  }

  async #enqueue(key: string, checked: CheckedTransaction): Promise<Receipt> {
    const waiting = { checked, octets: utf8(checked.text).length, receipt: Promise.withResolvers<Receipt>() };
    this.#inFlight.set(key, waiting);
    this.#waiting.octets += waiting.octets;
    this.#queue.push(waiting);
    if (!this.#producing) {
      this.#producing = true;
      this.#work = this.#work.then(() => this.#produceAll());
    }
    try {
      return await waiting.receipt.promise;
    } finally {
      this.#inFlight.delete(key);
      this.#waiting.octets -= waiting.octets;
    }
  }

  async #produceAll(): Promise<void> {
    while (this.#queue.length > 0 && !this.#life.stopped && !this.#life.closed) {
      const share = this.#sizer.take(this.#queue);
      try {
        await this.#produce(share);
      } catch (cause) {
        this.#life.stop(cause);
        this.#refuse(share);
      }
    }
    this.#refuse(this.#queue.splice(0));
    this.#producing = false;
  }

  #refuse(share: readonly WaitingTransaction[]): void {
    for (const { receipt } of share) receipt.reject(this.#life.refusal());
  }

  async #produce(share: readonly WaitingTransaction[]): Promise<void> {
    const { engine, clock } = this.#modules;
    const outcome = await engine.execute({
      height: this.#chain.head.header.height + 1,
      time: Math.max(this.#lastTime, clock.now()),
      transactionTexts: share.map(({ checked }) => checked.text),
      checkedSignatures: share.map(({ checked }) => this.#admission.signatureKey(checked)),
    });
    this.#note(share, outcome);
    const header = headerOf(outcome, {
      ledger: engine.head.ledger,
      previousHash: this.#chain.headHash,
      validatorsHash: this.#validatorsHash,
    });
    const signature = await seal(this.#modules.signer, headerSigningBytes(header));
    const executedAt = clock.monotonic();
    await engine.commit({ header, signature });
    this.#sizer.committed(share.length, outcome.milliseconds, clock.monotonic() - executedAt);
    this.#lastTime = header.time;
    const transactions = share.map(({ checked }) => checked.transaction);
    const results = resultsOf(outcome);
    this.#chain.advance({ header, signature, transactions, results });
    for (const [index, result] of results.entries())
      this.#answer(share[index], result, { height: header.height, index });
  }

  #answer(
    waiting: WaitingTransaction | undefined,
    result: TransactionResult,
    place: Pick<Receipt, "height" | "index">,
  ): void {
    if (waiting === undefined) return;
    const first = result.code === "TRANSACTION_REPEATED" ? this.#admission.known(waiting.checked) : undefined;
    waiting.receipt.resolve(first ?? { ...result, ...place, repeated: false });
  }

  #note(share: readonly WaitingTransaction[], outcome: EngineOutcome): void {
    for (const { index, message } of outcome.failures) {
      const transaction = share[index]?.checked;
      this.#modules.log.error("ledger.contract-failed", {
        id: transaction?.id,
        contract: transaction?.transaction.contract,
        message,
      });
    }
  }

  /** Takes its turn among the blocks, so that the engine has one caller at a time. */
  #publish(heartbeat: Heartbeat): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#life.closed || this.#life.stopped || heartbeat.height !== this.#chain.head.header.height) return;
      try {
        await this.#modules.engine.note(new Map([[HEARTBEAT, encodeHeartbeat(heartbeat)]]));
        this.#lastTime = Math.max(this.#lastTime, heartbeat.time);
        this.#chain.hear(heartbeat);
      } catch (cause) {
        this.#life.stop(cause);
      }
    });
    return this.#work;
  }

  #damaged(records: readonly DamagedRecord[]): void {
    const facts = this.#chain.refuse(records);
    this.#life.stop(damageError(records.map(({ key }) => key)));
    this.#work = this.#work
      .then(() => this.#modules.engine.note(facts))
      .catch((cause: unknown) => this.#life.stop(cause));
  }

  /** Finishes the block under way; what still waits is refused with LEDGER_CLOSED. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.closed) return;
    this.#life.close();
    this.#heartbeats.close();
    this.#scrub.close();
    await this.#work;
    await this.#modules.engine[Symbol.asyncDispose]();
  }
}
