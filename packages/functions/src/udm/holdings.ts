/**
 * How the ledger sees an identifier from this member's side.
 * `held`: recorded for this member. `transferring`: recorded, but its new USIM is not in use yet. `suspended`: recorded,
 * but the member or the number is suspended. `elsewhere`: anything else.
 */
export type Holding = "held" | "transferring" | "suspended" | "elsewhere";

/** Port: which numbers the ledger says that this member serves. Read at every request, so that a transfer takes effect with its commit. */
export interface Holdings {
  /** @param identifier `imsi-...`, `nai-...` or `msisdn-...` */
  holds(identifier: string): Holding;
}
