import { canonicalJson, type JsonObject } from "@symbolon/base";
import {
  type BlockHeader,
  headerHash,
  heartbeatSigningBytes,
  type Sha256,
  type SignedHeader,
  type SignedTransaction,
  type VerifySignature,
  validatorsHash,
} from "@symbolon/proofs";
import type { Genesis, Ruleset } from "@symbolon/state";
import { encodeHeartbeat } from "../block-codec.ts";
import type { Block, Heartbeat } from "../block.ts";
import type { CommittedChain } from "../chain/committed-chain.ts";
import { headerOf, isSealed, isSealedHeader } from "../chain/seal.ts";
import { HEARTBEAT } from "../chain/store-state-reader.ts";
import { type BlockEngine, resultsOf } from "../engine/block-engine.ts";
import { ledgerErrors } from "../errors.ts";
import { checkSignatures } from "./signature-precheck.ts";

export interface BlockIntakeOptions {
  readonly genesis: Genesis;
}

export interface BlockIntakeModules {
  readonly engine: BlockEngine;
  readonly chain: CommittedChain;
  readonly ruleset: Ruleset;
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
  /** Called with the proof before TWO_CHAINS is thrown. */
  readonly caught: (own: SignedHeader, other: SignedHeader) => void;
}

/** Takes another member's blocks in: signature, chain, execution and roots are checked before anything is kept. */
export class BlockIntake {
  readonly #options: BlockIntakeOptions;
  readonly #modules: BlockIntakeModules;
  readonly #validatorsHash: string;

  constructor(options: BlockIntakeOptions, modules: BlockIntakeModules) {
    this.#options = options;
    this.#modules = modules;
    this.#validatorsHash = validatorsHash(options.genesis.validators, modules.sha256);
  }

  /** @throws BLOCK_REFUSED when it is not the orderer's next block; TWO_CHAINS, BLOCK_DIFFERS and engine errors, which end all following */
  async take(block: Block): Promise<void> {
    await this.#checkSeal(block);
    if (!this.#isNext(block)) return;
    const { engine, chain } = this.#modules;
    const { header, signature, transactions } = block;
    const outcome = await engine.execute({
      height: header.height,
      time: header.time,
      transactionTexts: transactions.map((transaction) => canonicalJson({ ...transaction })),
      checkedSignatures: await this.#checkedSignatures(transactions, header.time),
    });
    this.#compare(header, headerOf(outcome, header));
    await engine.commit({ header, signature });
    chain.advance({ header, signature, transactions, results: resultsOf(outcome) });
  }

  /** @throws BLOCK_REFUSED, TWO_CHAINS */
  async hear(heartbeat: Heartbeat): Promise<void> {
    const { chain, engine, verifySignature } = this.#modules;
    const bytes = heartbeatSigningBytes(heartbeat);
    if (!(await isSealed(bytes, heartbeat.signature, this.#options.genesis.validators, verifySignature))) {
      throw ledgerErrors.error("BLOCK_REFUSED", "a heartbeat is not signed by the orderer");
    }
    if (heartbeat.height !== chain.head.header.height) return;
    if (heartbeat.headerHash !== chain.headHash) {
      throw ledgerErrors.error(
        "TWO_CHAINS",
        `the orderer's newest header at height ${heartbeat.height} is not the one that it gave here`,
      );
    }
    if (heartbeat.time <= (chain.heartbeat?.time ?? 0)) return;
    await engine.note(new Map([[HEARTBEAT, encodeHeartbeat(heartbeat)]]));
    chain.hear(heartbeat);
  }

  async #checkSeal(block: Block): Promise<void> {
    const { validators } = this.#options.genesis;
    if (!(await isSealedHeader(block, validators, this.#modules.verifySignature))) {
      throw ledgerErrors.error("BLOCK_REFUSED", `block ${block.header.height} is not signed by the orderer`);
    }
  }

  /** @returns false for a block that is here already @throws BLOCK_REFUSED, TWO_CHAINS */
  #isNext(block: Block): boolean {
    const { header } = block;
    const { chain, engine } = this.#modules;
    const { height } = chain.head.header;
    if (header.height <= height) {
      this.#checkSame(block, header.height);
      return false;
    }
    if (header.ledger !== engine.head.ledger || header.validatorsHash !== this.#validatorsHash) {
      throw ledgerErrors.error(
        "BLOCK_REFUSED",
        `block ${header.height} belongs to ${header.ledger}, this is ${engine.head.ledger}`,
      );
    }
    if (header.height !== height + 1) {
      throw ledgerErrors.error("BLOCK_REFUSED", `block ${header.height} came where ${height + 1} was due`);
    }
    if (header.previousHash !== chain.headHash) {
      this.#modules.caught(chain.head, { header, signature: block.signature });
      throw ledgerErrors.error(
        "TWO_CHAINS",
        `block ${header.height} continues another chain than the one that the orderer gave here`,
      );
    }
    return true;
  }

  #checkSame(block: Block, height: number): void {
    const own = this.#modules.chain.block(height);
    if (own === undefined) return;
    const { sha256, caught } = this.#modules;
    if (headerHash(own.header, sha256) === headerHash(block.header, sha256)) return;
    caught({ header: own.header, signature: own.signature }, { header: block.header, signature: block.signature });
    throw ledgerErrors.error("TWO_CHAINS", `the orderer has signed two headers of height ${height}`);
  }

  /** @throws BLOCK_REFUSED when the transactions are not those of the header; BLOCK_DIFFERS */
  #compare(given: BlockHeader, computed: BlockHeader): void {
    if (given.transactionsRoot !== computed.transactionsRoot) {
      throw ledgerErrors.error(
        "BLOCK_REFUSED",
        `the transactions of block ${given.height} are not those that its header names`,
      );
    }
    const differing = (["resultsRoot", "stateRoot"] as const).filter((name) => given[name] !== computed[name]);
    if (differing.length > 0) {
      throw ledgerErrors.error(
        "BLOCK_DIFFERS",
        `executing block ${given.height} gave another ${differing.join(" and ")} than its header`,
        {
          details: { height: given.height, differing, given, computed } as unknown as JsonObject,
        },
      );
    }
  }

  #checkedSignatures(transactions: readonly SignedTransaction[], time: number): Promise<readonly string[]> {
    const { chain, ruleset, sha256, verifySignature } = this.#modules;
    return checkSignatures(transactions, time, {
      state: chain.state,
      submitters: ruleset.submitters,
      sha256,
      verifySignature,
    });
  }
}
