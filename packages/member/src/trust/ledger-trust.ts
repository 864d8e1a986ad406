import { fromBase64Url } from "@symbolon/base";
import {
  findAuthorities,
  findCertificate,
  findMember,
  listMembers,
  type MemberRecord,
} from "@symbolon/contracts/members";
import type { MemberTrust, TrustSource } from "@symbolon/crypto";
import type { StateReader } from "@symbolon/state";

/** Members that are asked for at once when a server's list of CAs is made. */
export const MAX_TRUSTED_MEMBERS = 10_000;

/** Whom to trust in TLS, as the ledger's state says at the moment of asking: active members, their CAs, their endpoints' hosts, certificates not revoked. */
export class LedgerTrust implements TrustSource {
  readonly #state: StateReader;

  constructor(state: StateReader) {
    this.#state = state;
  }

  members(): readonly MemberTrust[] {
    return listMembers(this.#state, MAX_TRUSTED_MEMBERS).flatMap((member) => this.#trustOf(member) ?? []);
  }

  find(memberId: string): MemberTrust | undefined {
    const member = findMember(this.#state, memberId);
    return member === undefined ? undefined : this.#trustOf(member);
  }

  #trustOf({ id, status, endpoints }: MemberRecord): MemberTrust | undefined {
    if (status !== "active") return undefined;
    const authorities = findAuthorities(this.#state, id, this.#state.head().blockTime);
    return {
      memberId: id,
      caCertificates: authorities.map(({ certificate }) => fromBase64Url(certificate)),
      names: [...new Set(endpoints.map(({ host }) => host))],
      hasEnded: (keyId) => this.#hasEnded(id, keyId),
    };
  }

  /** Only what the member itself registered counts: nobody can end another's certificate by registering its key. */
  #hasEnded(memberId: string, keyId: string): boolean {
    const certificate = findCertificate(this.#state, keyId);
    if (certificate?.member !== memberId) return false;
    return certificate.revokedAt !== undefined || certificate.notAfter < this.#state.head().blockTime;
  }
}
