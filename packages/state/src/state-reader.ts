import type { ReadableState } from "./readable-state.ts";

/** Which block a reading stands on. */
export interface StateHead {
  readonly height: number;
  /** Milliseconds since 1970-01-01T00:00:00Z, the block's time. */
  readonly blockTime: number;
  /** When the orderer was last heard: the newest of block time and signed heartbeats, same unit. */
  readonly freshAt: number;
}

/** A member's own copy of the committed state. Reads of one synchronous turn see one height. */
export interface StateReader extends ReadableState {
  head(): StateHead;
}
