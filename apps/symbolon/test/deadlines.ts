/** Milliseconds for what takes seconds on an idle machine: tests wait on conditions, these only end what hangs. */
export const deadlines = {
  /** A devnet that is ready, its story told. */
  ready: 240_000,
  /** One command. */
  command: 120_000,
  /** A process that was told to stop. */
  stop: 30_000,
  /** Something that other processes bring about by themselves. */
  condition: 90_000,
} as const;
