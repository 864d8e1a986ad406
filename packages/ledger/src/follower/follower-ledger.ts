import { type Clock, type Log, SymbolonError } from "@symbolon/base";
import type { Signer } from "@symbolon/crypto/signatures";
import type { Sha256, SignedHeader, SignedTransaction, VerifySignature } from "@symbolon/proofs";
import type { Genesis, Ruleset, StateReader } from "@symbolon/state";
import { Admission } from "../admission/admission.ts";
import type { Block, Heartbeat } from "../block.ts";
import { CommittedChain } from "../chain/committed-chain.ts";
import { BackgroundScrub } from "../chain/background-scrub.ts";
import { chainStatus, damagedBefore, damageError, LedgerLife } from "../chain/ledger-life.ts";
import type { BlockEngine } from "../engine/block-engine.ts";
import { ledgerErrors } from "../errors.ts";
import type { Ledger, LedgerCapabilities, LedgerStatus } from "../ledger.ts";
import { ledgerParameters } from "../machine/genesis.ts";
import type { CheckedTransaction } from "../machine/transaction-checker.ts";
import type { Receipt } from "../receipt.ts";
import type { DamagedRecord } from "../store/scrub.ts";
import { pause, type Timers } from "../timers.ts";
import { BlockIntake } from "./block-intake.ts";
import type { BlockSource } from "./block-source.ts";
import { EquivocationWatch } from "./equivocation-watch.ts";
import { fetchGenesisBlock } from "./fetch-genesis-block.ts";
import { encodeEvidence, type HeaderWitness } from "./header-statement.ts";
import { Backoff } from "./backoff.ts";

/** Name among a store's own facts of two headers of one height that the orderer has signed. */
export const EVIDENCE = "evidence";

export interface FollowerLedgerOptions {
  readonly genesis: Genesis;
}

export interface FollowerLedgerModules {
  /** Owned by the ledger from now on. */
  readonly engine: BlockEngine;
  readonly source: BlockSource;
  readonly ruleset: Ruleset;
  /** How followers compare what they were shown, and the key that countersigns. */
  readonly watch?: { readonly witness: HeaderWitness; readonly signer: Signer };
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
}

interface Evidence {
  readonly own: SignedHeader;
  readonly other: SignedHeader;
}

/** Codes after which following cannot go on by itself. Everything else is retried. */
const RETRIED: ReadonlySet<string> = new Set([
  "BLOCK_REFUSED",
  "BLOCK_MALFORMED",
  "ORDERER_UNREACHABLE",
  "RECORD_UNKNOWN",
]);

/**
 * A member's own copy of a ledger that another member orders: every block is verified and executed here,
 * and reads are answered from what came out. Transactions go to the orderer.
 */
export class FollowerLedger implements Ledger {
  readonly capabilities: LedgerCapabilities = { orders: false, byzantineFaultTolerant: false, follows: true };
  readonly #modules: FollowerLedgerModules;
  readonly #chain: CommittedChain;
  readonly #admission: Admission;
  readonly #intake: BlockIntake;
  readonly #watch: EquivocationWatch | undefined;
  readonly #life: LedgerLife;
  readonly #scrub: BackgroundScrub;
  #damage: ReadonlyMap<string, Uint8Array> | undefined;
  readonly #end = new AbortController();
  readonly #work: Promise<unknown>;
  #evidence: Evidence | undefined;

  /**
   * The first start needs the orderer's signature of block 0 and waits for it.
   * @throws ORDERER_UNREACHABLE when `signal` aborts before that; GENESIS_MISMATCH, STATE_MISMATCH, STORE_FULL and its like
   */
  static async open(
    options: FollowerLedgerOptions,
    modules: FollowerLedgerModules,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<FollowerLedger> {
    if (modules.engine.head.height < 0) await fetchGenesisBlock(options.genesis, modules, signal);
    return new FollowerLedger(options, modules);
  }

  private constructor(options: FollowerLedgerOptions, modules: FollowerLedgerModules) {
    const { engine, sha256, log } = modules;
    const { genesis } = options;
    const ledgerId = engine.head.ledger;
    this.#modules = modules;
    this.#life = new LedgerLife(log);
    this.#chain = new CommittedChain({ reader: engine.reader, sha256, log });
    const chain = this.#chain;
    this.#admission = new Admission({ ledgerId, parameters: ledgerParameters(genesis) }, { ...modules, chain });
    const caught = (own: SignedHeader, other: SignedHeader) => this.#caught(own, other);
    this.#intake = new BlockIntake(options, { ...modules, chain, caught });
    if (modules.watch !== undefined) {
      const watchOptions = { ledgerId, validators: genesis.validators };
      this.#watch = new EquivocationWatch(watchOptions, { ...modules, ...modules.watch, chain, caught });
    }
    this.#scrub = new BackgroundScrub({
      ...modules,
      reader: engine.reader,
      damaged: (records) => this.#damaged(records),
    });
    const refused = chain.state.quarantine;
    if (refused.size > 0) this.#life.stop(damagedBefore(refused.size));
    if (engine.reader.meta(EVIDENCE) !== undefined) this.#life.stop(twoChains("seen before this start"));
    this.#work = Promise.all([this.#followAll(), this.#watch?.run(this.#end.signal)]);
  }

  get state(): StateReader {
    return this.#chain.state;
  }

  status(): LedgerStatus {
    return chainStatus(this.#chain, "follower", this.#life);
  }

  /** Resolves when this follower's own state has the block. */
  async submit(transaction: SignedTransaction): Promise<Receipt> {
    this.#life.assertRunning();
    const checked = await this.#admission.check(transaction);
    const known = this.#admission.known(checked);
    if (known !== undefined) return known;
    const promised = await this.#forward(checked.transaction);
    await this.#reach(promised.height);
    return this.#own(checked, promised);
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

  async #forward(transaction: SignedTransaction): Promise<Receipt> {
    try {
      return await this.#modules.source.submit(transaction);
    } catch (cause) {
      if (cause instanceof SymbolonError) throw cause;
      throw ledgerErrors.error(
        "ORDERER_UNREACHABLE",
        "the orderer did not answer; the request may or may not have arrived",
        { cause },
      );
    }
  }

  async #reach(height: number): Promise<void> {
    while (this.#chain.head.header.height < height) {
      this.#life.assertRunning();
      await this.#chain.changed(this.#end.signal);
    }
  }

  /** The receipt as this node's own execution gave it. @throws RECEIPT_UNTRUE */
  #own(checked: CheckedTransaction, promised: Receipt): Receipt {
    const known = this.#admission.known(checked);
    if (known !== undefined) return { ...known, repeated: promised.repeated };
    const result = this.#chain.block(promised.height)?.results[promised.index];
    if (result?.id === checked.id)
      return { ...result, height: promised.height, index: promised.index, repeated: false };
    throw ledgerErrors.error(
      "RECEIPT_UNTRUE",
      `block ${promised.height} does not hold transaction ${checked.id} at position ${promised.index}`,
    );
  }

  async #followAll(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#life.closed && !this.#life.stopped) {
      try {
        await this.#followOnce(backoff);
      } catch (cause) {
        this.#failed(cause);
      }
      await pause(this.#modules.timers, backoff.next(), this.#end.signal);
    }
    if (this.#damage !== undefined) await this.#keepDamage(this.#damage);
    if (this.#evidence !== undefined) await this.#keepEvidence(this.#evidence);
  }

  async #followOnce(backoff: Backoff): Promise<void> {
    const from = this.#chain.head.header.height + 1;
    for await (const item of this.#modules.source.follow(from, this.#end.signal)) {
      if (this.#life.closed || this.#life.stopped) return;
      if ("header" in item) await this.#intake.take(item);
      else await this.#intake.hear(item);
      backoff.reset();
    }
  }

  #failed(cause: unknown): void {
    if (cause instanceof SymbolonError && !RETRIED.has(cause.code)) this.#stop(cause);
    else
      this.#modules.log.warn("ledger.source.lost", { cause: cause instanceof Error ? cause.message : String(cause) });
  }

  #stop(cause: unknown): void {
    this.#life.stop(cause);
    this.#end.abort();
  }

  #caught(own: SignedHeader, other: SignedHeader): void {
    if (this.#evidence !== undefined) return;
    this.#evidence = { own, other };
    this.#stop(
      twoChains(`the headers of height ${own.header.height} and ${other.header.height} contradict each other`),
    );
  }

  /** Kept when the block under way is done: the engine has one caller at a time. */
  #damaged(records: readonly DamagedRecord[]): void {
    this.#damage = this.#chain.refuse(records);
    this.#stop(damageError(records.map(({ key }) => key)));
  }

  async #keepDamage(facts: ReadonlyMap<string, Uint8Array>): Promise<void> {
    try {
      await this.#modules.engine.note(facts);
    } catch (cause) {
      this.#modules.log.error("ledger.damage-not-kept", { cause: String(cause) });
    }
  }

  /** What is seen here must be seen by all, and after a restart too. */
  async #keepEvidence({ own, other }: Evidence): Promise<void> {
    try {
      await this.#modules.engine.note(new Map([[EVIDENCE, encodeEvidence(own, other)]]));
    } catch (cause) {
      this.#modules.log.error("ledger.evidence-not-kept", { cause: String(cause) });
    }
    await this.#watch?.accuse(own, other);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.closed) return;
    this.#life.close();
    this.#scrub.close();
    this.#end.abort();
    await this.#work;
    await this.#modules.engine[Symbol.asyncDispose]();
  }
}

function twoChains(message: string): SymbolonError {
  return ledgerErrors.error("TWO_CHAINS", `the orderer has shown two chains: ${message}`);
}
