import type { Log } from "@symbolon/base";
import type { Signer } from "@symbolon/crypto/signatures";
import {
  headerHash,
  type HeaderSignature,
  type Sha256,
  type SignedHeader,
  type Validator,
  type VerifySignature,
} from "@symbolon/proofs";
import type { CommittedChain } from "../chain/committed-chain.ts";
import { isSealedHeader, isSignedBy, seal } from "../chain/seal.ts";
import { pause, type Timers } from "../timers.ts";
import { type HeaderStatement, headerStatementBytes, type HeaderWitness } from "./header-statement.ts";

/** Statements about blocks that have not come here yet, at most one per witness. */
export const MAX_PENDING_STATEMENTS = 256;
/** Milliseconds between attempts to reach other followers. */
export const WITNESS_RETRY_MS = 5_000;

export interface EquivocationWatchOptions {
  readonly ledgerId: string;
  readonly validators: readonly Validator[];
}

export interface EquivocationWatchModules {
  readonly chain: CommittedChain;
  readonly witness: HeaderWitness;
  /** Countersigns what this follower has seen. */
  readonly signer: Signer;
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
  readonly timers: Timers;
  readonly log: Log;
  /** Called once per pair of headers of one height that the orderer has signed both. */
  readonly caught: (own: SignedHeader, other: SignedHeader) => void;
}

/**
 * Compares this follower's chain with what others were shown. Headers name the header before, so equal
 * hashes at one height mean equal chains up to there.
 */
export class EquivocationWatch {
  readonly #options: EquivocationWatchOptions;
  readonly #modules: EquivocationWatchModules;
  readonly #pending = new Map<string, SignedHeader>();

  constructor(options: EquivocationWatchOptions, modules: EquivocationWatchModules) {
    this.#options = options;
    this.#modules = modules;
  }

  /** Publishes and listens until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#publishAll(signal), this.#listen(signal)]);
  }

  /** Tells the others of two headers of one height, so that they stop too. */
  async accuse(seen: SignedHeader, conflicting: SignedHeader): Promise<void> {
    await this.#publish({ seen, conflicting });
  }

  /** The newest head is published; heads that pass meanwhile are contained in it. */
  async #publishAll(signal: AbortSignal): Promise<void> {
    const { chain } = this.#modules;
    let published = "";
    while (!signal.aborted) {
      if (published === chain.headHash) await chain.changed(signal);
      else {
        const hash = chain.headHash;
        if (await this.#publish({ seen: chain.head })) published = hash;
        else await pause(this.#modules.timers, WITNESS_RETRY_MS, signal);
        this.#comparePending();
      }
    }
  }

  async #publish(said: Omit<HeaderStatement, "witness">): Promise<boolean> {
    const { signer, witness, log } = this.#modules;
    try {
      await witness.publish({ ...said, witness: await seal(signer, headerStatementBytes(said)) });
      return true;
    } catch (cause) {
      log.warn("ledger.witness.unreachable", { cause: String(cause) });
      return false;
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { witness, timers, log } = this.#modules;
    while (!signal.aborted) {
      try {
        for await (const statement of witness.statements(signal)) await this.#hear(statement);
      } catch (cause) {
        log.warn("ledger.witness.lost", { cause: String(cause) });
      }
      await pause(timers, WITNESS_RETRY_MS, signal);
    }
  }

  async #hear(statement: HeaderStatement): Promise<void> {
    const { seen, conflicting, witness } = statement;
    const headers = conflicting === undefined ? [seen] : [seen, conflicting];
    // A witness can only repeat what the orderer has signed, so its word needs no trust.
    const sealed = await Promise.all(headers.map((header) => this.#isOrdered(header)));
    if (sealed.includes(false) || !(await this.#isWitnessed(statement))) {
      this.#modules.log.warn("ledger.witness.refused", { witness: witness.spki, height: seen.header.height });
      return;
    }
    if (conflicting !== undefined && this.#differ(seen, conflicting)) this.#modules.caught(seen, conflicting);
    for (const header of headers) this.#compare(witness, header);
  }

  #isOrdered(header: SignedHeader): Promise<boolean> {
    if (header.header.ledger !== this.#options.ledgerId) return Promise.resolve(false);
    return isSealedHeader(header, this.#options.validators, this.#modules.verifySignature);
  }

  #isWitnessed({ witness, ...said }: HeaderStatement): Promise<boolean> {
    return isSignedBy(headerStatementBytes(said), witness, this.#modules.verifySignature);
  }

  #compare(witness: HeaderSignature, seen: SignedHeader): void {
    const { chain } = this.#modules;
    if (seen.header.height > chain.head.header.height) {
      if (this.#pending.size < MAX_PENDING_STATEMENTS || this.#pending.has(witness.spki))
        this.#pending.set(witness.spki, seen);
      return;
    }
    const block = chain.block(seen.header.height);
    if (block === undefined) return;
    const own = { header: block.header, signature: block.signature };
    if (this.#differ(own, seen)) this.#modules.caught(own, seen);
  }

  #comparePending(): void {
    const reached = this.#modules.chain.head.header.height;
    for (const [spki, seen] of this.#pending) {
      if (seen.header.height > reached) continue;
      this.#pending.delete(spki);
      this.#compare({ ...seen.signature, spki }, seen);
    }
  }

  #differ(one: SignedHeader, other: SignedHeader): boolean {
    if (one.header.height !== other.header.height) return false;
    return headerHash(one.header, this.#modules.sha256) !== headerHash(other.header, this.#modules.sha256);
  }
}
