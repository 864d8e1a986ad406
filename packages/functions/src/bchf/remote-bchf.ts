import type { Anchor } from "@symbolon/proofs";
import type { RoutingOutcome, RoutingQuery } from "./routing.ts";

/** What a proof is asked for: the record that decides a number, or the record under a state key. */
export type ProofSubject =
  /** `imsi-...` or `msisdn-...`. */
  { readonly identifier: string } | { readonly key: string };

/** Port: another member's BCHF, which has a copy of the ledger. Every call rejects within a deadline of its own; nothing that it says is believed unproved. */
export interface RemoteBchf {
  readonly memberId: string;
  /** Its own answer. */
  routing(query: RoutingQuery): Promise<RoutingOutcome>;
  /** @returns a proof document, as `symbolon verify` reads it; also of the absence of a key */
  proof(subject: ProofSubject): Promise<Uint8Array>;
  /** The signed header of one height, if it has it yet. */
  header(height: number): Promise<Anchor | undefined>;
}
