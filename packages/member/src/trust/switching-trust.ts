import type { MemberTrust, TrustSource } from "@symbolon/crypto";

/** One trust source after the other: the genesis until the ledger has a state, then that. */
export class SwitchingTrust implements TrustSource {
  #current: TrustSource;

  constructor(first: TrustSource) {
    this.#current = first;
  }

  switchTo(next: TrustSource): void {
    this.#current = next;
  }

  members(): readonly MemberTrust[] {
    return this.#current.members();
  }

  find(memberId: string): MemberTrust | undefined {
    return this.#current.find(memberId);
  }
}
