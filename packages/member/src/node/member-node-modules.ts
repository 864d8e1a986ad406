import type { Clock, Log, Random } from "@symbolon/base";
import type { Timers } from "@symbolon/ledger";

/** What a node needs of the machine that it runs on. */
export interface MemberNodeModules {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** Keys of cards that exist already, by IMSI, in hexadecimal; keys of all others are drawn when their accounts are opened. */
  readonly knownKeys?: Readonly<Record<string, { readonly k: string; readonly opc: string }>>;
}
