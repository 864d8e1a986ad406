import { parseIdentifier } from "@symbolon/base";
import { findMember } from "@symbolon/contracts/members";
import { findRange } from "@symbolon/contracts/numbers";
import type { Holding, Holdings } from "@symbolon/functions/udm";
import type { StateReader } from "@symbolon/state";

/** Which numbers this member serves, as its copy of the ledger says at the moment of asking. */
export class LedgerHoldings implements Holdings {
  readonly #memberId: string;
  readonly #state: StateReader;

  constructor(options: { readonly memberId: string }, modules: { readonly state: StateReader }) {
    this.#memberId = options.memberId;
    this.#state = modules.state;
  }

  holds(text: string): Holding {
    const identifier = parseIdentifier(text);
    if (identifier.kind !== "imsi" && identifier.kind !== "msisdn") return "elsewhere";
    const range = findRange(this.#state, identifier.kind, identifier.digits);
    if (range?.status !== "recorded" || range.holder !== this.#memberId) return "elsewhere";
    return findMember(this.#state, this.#memberId)?.status === "suspended" ? "suspended" : "held";
  }
}
