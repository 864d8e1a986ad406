export interface StateEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

/** What contracts and network functions alike may read. Keys are ASCII, in octet order. */
export interface ReadableState {
  get(key: string): Uint8Array | undefined;
  /** Entries with `start <= key < end`, ascending, at most `limit` of them. */
  range(start: string, end: string, limit: number): readonly StateEntry[];
}
