import type { JsonObject } from "@symbolon/base";

export type Vote = "for" | "against";

/** `open` past `expiresAt` is over, whatever the record says. */
export type ProposalStatus = "open" | "passed" | "rejected";

/** `proposal/<id>`. */
export interface ProposalRecord {
  readonly v: 1;
  /** The transaction that proposed it. */
  readonly id: string;
  /** A name in the table of effects. */
  readonly kind: string;
  readonly body: JsonObject;
  readonly proposer: string;
  readonly status: ProposalStatus;
  /** By member. */
  readonly votes: Readonly<Record<string, Vote>>;
  readonly proposedAt: number;
  readonly expiresAt: number;
  readonly decidedAt?: number;
}

/** `contract-version/<contract>`, begun by the ledger: from `next.height` on the contract runs in that version. */
export interface ContractVersionRecord {
  readonly v: 1;
  readonly version: number;
  readonly next?: { readonly version: number; readonly height: number };
}
