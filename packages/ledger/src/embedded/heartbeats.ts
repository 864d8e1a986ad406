import type { Clock } from "@symbolon/base";
import type { Signer } from "@symbolon/crypto/signatures";
import { heartbeatSigningBytes } from "@symbolon/proofs";
import type { Heartbeat } from "../block.ts";
import type { CommittedChain } from "../chain/committed-chain.ts";
import { seal } from "../chain/seal.ts";
import type { Timers } from "../timers.ts";

/** Milliseconds between signs of life while no block is made. */
export const HEARTBEAT_INTERVAL_MS = 5_000;

export interface HeartbeatsModules {
  readonly chain: CommittedChain;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Stores and publishes one; called when no block is under way. */
  readonly publish: (heartbeat: Heartbeat) => Promise<void>;
  /** The least time that a heartbeat may carry. */
  readonly notBefore: () => number;
}

/** Signs the head anew whenever an interval passed without a block. */
export class Heartbeats {
  readonly #modules: HeartbeatsModules;
  #forget: () => void = () => {};
  #seenHeight = -1;
  #closed = false;

  constructor(modules: HeartbeatsModules) {
    this.#modules = modules;
    this.#wait();
  }

  close(): void {
    this.#closed = true;
    this.#forget();
  }

  #wait(): void {
    if (this.#closed) return;
    this.#forget = this.#modules.timers.after(HEARTBEAT_INTERVAL_MS, () => void this.#beat());
  }

  async #beat(): Promise<void> {
    const { chain } = this.#modules;
    const { height } = chain.head.header;
    if (height === this.#seenHeight) await this.#modules.publish(await this.#signed());
    this.#seenHeight = height;
    this.#wait();
  }

  async #signed(): Promise<Heartbeat> {
    const { chain, clock, signer, notBefore } = this.#modules;
    const { ledger, height } = chain.head.header;
    const time = Math.max(notBefore(), clock.now());
    const body = { ledger, height, headerHash: chain.headHash, time };
    return { ...body, signature: await seal(signer, heartbeatSigningBytes(body)) };
  }
}
