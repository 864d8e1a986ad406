import { compareBytes } from "@symbolon/base";
import {
  type BlockHeader,
  headerHash,
  NO_PREVIOUS_HASH,
  resultsRoot,
  type Sha256,
  validatorsHash,
  type VerifySignature,
} from "@symbolon/proofs";
import type { Genesis, Ruleset } from "@symbolon/state";
import type { Block } from "../block.ts";
import { headerOf, isSealedHeader } from "../chain/seal.ts";
import { ledgerErrors } from "../errors.ts";
import type { ExecutedBlock } from "../machine/executed-block.ts";
import type { VerifySignatureSync } from "../machine/signature-cache.ts";
import { StateMachine } from "../machine/state-machine.ts";
import type { ReadableStore, StateStore } from "../store/state-store.ts";

export interface VerifyLedgerOptions {
  readonly genesis: Genesis;
  /** Called after each block. */
  readonly progress?: (height: number) => void;
}

export interface VerifyLedgerModules {
  /** Every block from height 0. */
  readonly blocks: AsyncIterable<Block> | Iterable<Block>;
  /** Fresh: the state is built up in it. */
  readonly store: StateStore;
  readonly ruleset: Ruleset;
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignatureSync;
  /** The state that a node has kept, compared record by record with what the blocks give. */
  readonly kept?: ReadableStore;
}

/** Where a ledger stops being what its blocks say. */
export interface LedgerDifference {
  readonly height: number;
  /** The member of the header or the record's key. */
  readonly what: string;
  readonly given: string;
  readonly computed: string;
}

export interface LedgerVerdict {
  readonly ledger: string;
  /** Last block that was verified; -1 when not even the first was. */
  readonly height: number;
  readonly stateRoot: string;
  readonly transactions: number;
  /** The first difference; absent when everything is as it should be. */
  readonly difference?: LedgerDifference;
}

/** Executes all blocks anew and compares every header. @throws CONTRACT_VERSION_MISSING, STORE_FULL and its like */
export async function verifyLedger(options: VerifyLedgerOptions, modules: VerifyLedgerModules): Promise<LedgerVerdict> {
  const machine = new StateMachine(options, modules);
  const verification = new Verification(options.genesis, machine, modules);
  let transactions = 0;
  for await (const block of modules.blocks) {
    const difference = await verification.take(block);
    if (difference !== undefined) return verdict(machine, transactions, difference);
    transactions += block.transactions.length;
    options.progress?.(block.header.height);
  }
  return verdict(
    machine,
    transactions,
    modules.kept && compareState(machine.info().height, modules.store, modules.kept),
  );
}

/** The blocks that a store keeps, from height 0. @throws RECORD_UNKNOWN when older ones were pruned */
export function* storedBlocks(source: {
  readonly height: number;
  block(height: number): Block | undefined;
}): Generator<Block, void, undefined> {
  for (let height = 0; height <= source.height; height += 1) {
    const block = source.block(height);
    if (block === undefined)
      throw ledgerErrors.error("RECORD_UNKNOWN", `block ${height} is not kept here`, { details: { height } });
    yield block;
  }
}

class Verification {
  readonly #genesis: Genesis;
  readonly #machine: StateMachine;
  readonly #sha256: Sha256;
  readonly #verify: VerifySignature;
  readonly #validatorsHash: string;
  #previousHash = NO_PREVIOUS_HASH;

  constructor(genesis: Genesis, machine: StateMachine, modules: VerifyLedgerModules) {
    this.#genesis = genesis;
    this.#machine = machine;
    this.#sha256 = modules.sha256;
    this.#verify = modules.verifySignature;
    this.#validatorsHash = validatorsHash(genesis.validators, modules.sha256);
  }

  async take(block: Block): Promise<LedgerDifference | undefined> {
    const { header } = block;
    const { height } = this.#machine.info();
    if (header.height !== height + 1) return difference(height + 1, "height", header.height, height + 1);
    if (header.time < this.#machine.info().time)
      return difference(header.height, "time", header.time, this.#machine.info().time);
    const listed = resultsRoot(block.results, this.#sha256);
    if (listed !== header.resultsRoot) return difference(header.height, "results", listed, header.resultsRoot);
    const executed = this.#execute(block);
    const place = {
      ledger: this.#machine.ledgerId,
      previousHash: this.#previousHash,
      validatorsHash: this.#validatorsHash,
    };
    const differs = firstDifference(header, headerOf(executed, place));
    if (differs !== undefined) return differs;
    if (!(await isSealedHeader(block, this.#genesis.validators, this.#verify))) {
      return difference(header.height, "signature", block.signature.spki, "a signature by a validator of the genesis");
    }
    this.#machine.commit(executed);
    this.#previousHash = headerHash(header, this.#sha256);
    return undefined;
  }

  #execute({ header, transactions }: Block): ExecutedBlock {
    if (header.height === 0) return this.#machine.executeGenesis();
    return this.#machine.execute({ height: header.height, time: header.time, transactions });
  }
}

function firstDifference(given: BlockHeader, computed: BlockHeader): LedgerDifference | undefined {
  const names = Object.keys(computed) as (keyof BlockHeader)[];
  const name = names.find((member) => given[member] !== computed[member]);
  return name === undefined ? undefined : difference(given.height, name, given[name], computed[name]);
}

function compareState(height: number, computed: ReadableStore, kept: ReadableStore): LedgerDifference | undefined {
  const keptEntries = kept.scan("")[Symbol.iterator]();
  try {
    let next = keptEntries.next();
    for (const { key, value } of computed.scan("")) {
      if (next.done === true || next.value.key > key) return difference(height, key, "absent", hex(value));
      if (next.value.key < key) return difference(height, next.value.key, hex(next.value.value), "absent");
      if (compareBytes(next.value.value, value) !== 0)
        return difference(height, key, hex(next.value.value), hex(value));
      next = keptEntries.next();
    }
    return next.done === true ? undefined : difference(height, next.value.key, hex(next.value.value), "absent");
  } finally {
    keptEntries.return?.();
  }
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString("hex").slice(0, 200);
}

function difference(height: number, what: string, given: string | number, computed: string | number): LedgerDifference {
  return { height, what, given: String(given), computed: String(computed) };
}

function verdict(machine: StateMachine, transactions: number, found: LedgerDifference | undefined): LedgerVerdict {
  const { ledger, height, stateRoot } = machine.info();
  const facts = { ledger, height, stateRoot, transactions };
  return found === undefined ? facts : { ...facts, difference: found };
}
