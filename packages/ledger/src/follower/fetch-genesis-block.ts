import { type Log, SymbolonError } from "@symbolon/base";
import { headerHash, NO_PREVIOUS_HASH, type Sha256, type VerifySignature, validatorsHash } from "@symbolon/proofs";
import type { Genesis } from "@symbolon/state";
import type { Block } from "../block.ts";
import { headerOf, isSealedHeader } from "../chain/seal.ts";
import type { BlockEngine } from "../engine/block-engine.ts";
import { ledgerErrors } from "../errors.ts";
import { pause, type Timers } from "../timers.ts";
import { Backoff } from "./backoff.ts";
import type { BlockSource } from "./block-source.ts";

export interface FetchGenesisBlockModules {
  readonly engine: BlockEngine;
  readonly source: BlockSource;
  readonly timers: Timers;
  readonly log: Log;
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
}

/**
 * Executes the genesis and takes the orderer's signature of its header.
 * @throws GENESIS_MISMATCH when the orderer began otherwise, ORDERER_UNREACHABLE when `signal` aborts first
 */
export async function fetchGenesisBlock(
  genesis: Genesis,
  modules: FetchGenesisBlockModules,
  signal: AbortSignal,
): Promise<void> {
  const { engine, sha256, verifySignature } = modules;
  const place = {
    ledger: engine.head.ledger,
    previousHash: NO_PREVIOUS_HASH,
    validatorsHash: validatorsHash(genesis.validators, sha256),
  };
  const header = headerOf(await engine.begin(), place);
  const block = await firstBlock(modules, signal);
  if (headerHash(block.header, sha256) !== headerHash(header, sha256)) {
    throw ledgerErrors.error(
      "GENESIS_MISMATCH",
      `the orderer's block 0 of ${block.header.ledger} is not what this genesis document gives`,
    );
  }
  if (!(await isSealedHeader(block, genesis.validators, verifySignature))) {
    throw ledgerErrors.error("GENESIS_MISMATCH", "block 0 is not signed by a validator of the genesis document");
  }
  await engine.commit({ header, signature: block.signature });
}

async function firstBlock({ source, timers, log }: FetchGenesisBlockModules, signal: AbortSignal): Promise<Block> {
  const backoff = new Backoff();
  while (!signal.aborted) {
    try {
      for await (const item of source.follow(0, signal)) if ("header" in item) return item;
    } catch (cause) {
      const reason = cause instanceof SymbolonError ? cause.code : String(cause);
      log.warn("ledger.source.lost", { cause: reason });
    }
    await pause(timers, backoff.next(), signal);
  }
  throw ledgerErrors.error("ORDERER_UNREACHABLE", "the orderer has not given the first block of the ledger");
}
