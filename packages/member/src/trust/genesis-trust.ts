import { fromBase64Url } from "@symbolon/base";
import type { MemberProfile } from "@symbolon/contracts/members";
import type { MemberTrust, TrustSource } from "@symbolon/crypto";
import type { Genesis } from "@symbolon/state";

/** Whom to trust before there is any state: the founders, as the genesis document names them. */
export class GenesisTrust implements TrustSource {
  readonly #members: readonly MemberTrust[];

  constructor(genesis: Genesis) {
    const founders = (
      genesis.contracts["members"] as unknown as { readonly founders?: readonly MemberProfile[] } | undefined
    )?.founders;
    this.#members = (founders ?? []).map(({ id, authority, endpoints }) => ({
      memberId: id,
      caCertificates: [fromBase64Url(authority.certificate)],
      names: [...new Set(endpoints.map(({ host }) => host))],
    }));
  }

  members(): readonly MemberTrust[] {
    return this.#members;
  }

  find(memberId: string): MemberTrust | undefined {
    return this.#members.find((member) => member.memberId === memberId);
  }
}
