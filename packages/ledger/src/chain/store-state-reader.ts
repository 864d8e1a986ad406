import { equalBytes } from "@symbolon/base";
import type { StateEntry, StateHead, StateReader } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";
import type { MachineHead } from "../machine/executed-block.ts";
import { HEAD, readHead } from "../machine/head-record.ts";
import { GuardedState, Quarantine } from "../store/quarantine.ts";
import type { ReadableStore } from "../store/state-store.ts";
import { decodeHeartbeat } from "../block-codec.ts";

/** Name among a store's own facts of the newest heartbeat. */
export const HEARTBEAT = "heartbeat";

/** Reads a store's committed state with the height that it stands at; records that were found damaged are not answered from. */
export class StoreStateReader implements StateReader {
  readonly #store: ReadableStore;
  readonly #state: GuardedState;
  #quarantine: Quarantine;
  #headOctets: Uint8Array | undefined;
  #head: MachineHead | undefined;
  #heartbeatOctets: Uint8Array | undefined;
  #heartbeatTime = 0;

  constructor(store: ReadableStore) {
    this.#store = store;
    this.#quarantine = Quarantine.of(store);
    this.#state = new GuardedState(store, () => this.#quarantine);
  }

  get quarantine(): Quarantine {
    return this.#quarantine;
  }

  /** Refuses these records from now on. @throws STORE_CORRUPT when too much of the store is damaged */
  refuse(keys: Iterable<string>): void {
    this.#quarantine = this.#quarantine.with(keys);
  }

  get(key: string): Uint8Array | undefined {
    return this.#state.get(key);
  }

  range(start: string, end: string, limit: number): readonly StateEntry[] {
    return this.#state.range(start, end, limit);
  }

  /** @throws STATE_MISMATCH when the store holds no block yet */
  head(): StateHead {
    const { height, time } = this.machineHead();
    return { height, blockTime: time, freshAt: Math.max(time, this.#heardAt()) };
  }

  /** @throws STATE_MISMATCH when the store holds no block yet */
  machineHead(): MachineHead {
    const octets = this.#store.meta(HEAD);
    if (octets === undefined) throw ledgerErrors.error("STATE_MISMATCH", "the ledger has no block yet");
    // Every answer of a network function asks; what has not changed is not read anew.
    if (this.#headOctets === undefined || !equalBytes(octets, this.#headOctets)) {
      this.#head = readHead({ meta: () => octets });
      this.#headOctets = octets;
    }
    return this.#head as MachineHead;
  }

  #heardAt(): number {
    const octets = this.#store.meta(HEARTBEAT);
    if (octets === undefined) return 0;
    if (this.#heartbeatOctets === undefined || !equalBytes(octets, this.#heartbeatOctets)) {
      this.#heartbeatTime = decodeHeartbeat(octets).time;
      this.#heartbeatOctets = octets;
    }
    return this.#heartbeatTime;
  }
}
