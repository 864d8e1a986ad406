/** Port for time. Adapters read the machine's clock; tests and simulations bring their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. May jump. */
  now(): number;
  /** Milliseconds that never go back, from an arbitrary start. For durations. */
  monotonic(): number;
}
