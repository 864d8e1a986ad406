import { type Clock, type Log, SymbolonError } from "@symbolon/base";
import { functionErrors } from "../errors.ts";
import { isRefusal, type RefusalCause } from "../refusal-cause.ts";
import { CopyFreshness } from "./copy-freshness.ts";
import { LedgerBchf } from "./ledger-bchf.ts";
import { ProofCollector, type ProofCollectorModules, type ProvableSubject } from "./proof-collector.ts";
import type { ProvenState } from "./proven-state.ts";
import { querySubject } from "./query-subject.ts";
import type { RemoteBchf } from "./remote-bchf.ts";
import type { RoutingOutcome, RoutingQuery, RoutingRefusal, RoutingResolver } from "./routing.ts";

export interface LightBchfOptions {
  /** Milliseconds that the header of a proof, or the heartbeat that renewed it, may be old. */
  readonly maxAge?: number;
  /** Who an asker on loopback is: this member's own name. */
  readonly loopbackIdentity?: string;
}

export interface LightBchfModules extends ProofCollectorModules {
  /** Members to ask, in order of preference; each other one confirms headers. At least two. */
  readonly remotes: readonly RemoteBchf[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Refusals that say something of the member that was asked, not of the number. */
const ASK_ANOTHER: ReadonlySet<RefusalCause> = new Set(["TOO_FAR_BEHIND", "HOME_UNREACHABLE"]);

/**
 * BCHF without a copy of the ledger: asks another member's, believes only what is proved against pinned trust, found and not found alike, and
 * then decides as a BCHF with a copy does. Plan data and homes named by a realm cannot be proved absent and are not served.
 */
export class LightBchf implements RoutingResolver {
  readonly #options: LightBchfOptions;
  readonly #modules: LightBchfModules;
  readonly #collector: ProofCollector;

  /** @throws FUNCTION_OPTION_INVALID */
  constructor(options: LightBchfOptions, modules: LightBchfModules) {
    if (new Set(modules.remotes.map(({ memberId }) => memberId)).size < 2) {
      throw functionErrors.error(
        "FUNCTION_OPTION_INVALID",
        "a light BCHF needs two other members: one to ask, one to confirm",
      );
    }
    this.#options = options;
    this.#modules = modules;
    this.#collector = new ProofCollector(modules);
  }

  async resolve(query: RoutingQuery): Promise<RoutingOutcome> {
    const subject = querySubject(query.identifier);
    if (isRefusal(subject)) return unread(subject.refused, subject.message);
    if (subject.kind === "realm") {
      return unread(
        "UNSUPPORTED",
        "a home named by its realm cannot be proved: ask a BCHF that has a copy of the ledger",
      );
    }
    let answer: RoutingOutcome | undefined;
    for (const remote of this.#modules.remotes) {
      answer = await this.#ask(remote, subject, query);
      if (!isRefusal(answer) || !ASK_ANOTHER.has(answer.refused)) break;
    }
    return answer as RoutingOutcome;
  }

  async #ask(remote: RemoteBchf, subject: ProvableSubject, query: RoutingQuery): Promise<RoutingOutcome> {
    const witnesses = this.#modules.remotes.filter(({ memberId }) => memberId !== remote.memberId);
    try {
      return await this.#decide(await this.#collector.collect(subject, remote, witnesses), query);
    } catch (error) {
      return this.#refuse(error, remote);
    }
  }

  #decide(state: ProvenState, query: RoutingQuery): RoutingOutcome | Promise<RoutingOutcome> {
    const { clock } = this.#modules;
    const { maxAge, loopbackIdentity } = this.#options;
    const freshness = new CopyFreshness(maxAge === undefined ? {} : { maxAge }, { state, clock });
    const options = loopbackIdentity === undefined ? {} : { loopbackIdentity };
    return new LedgerBchf(options, { state, clock, freshness }).resolve(query);
  }

  #refuse(error: unknown, { memberId: member }: RemoteBchf): RoutingOutcome {
    const code = error instanceof SymbolonError ? error.code : "REMOTE_FAILED";
    const alarming = code === "PROOF_NOT_ACCEPTED" || code === "HEADERS_DIVERGE";
    const message = error instanceof Error ? error.message : String(error);
    this.#modules.log[alarming ? "error" : "warn"]("bchf.remote.failed", { member, code, message });
    if (code === "HEADERS_DIVERGE") {
      return unread("TOO_FAR_BEHIND", "members show different signed blocks: none of them is believed");
    }
    if (code === "HEADER_UNCONFIRMED")
      return unread("TOO_FAR_BEHIND", "no second member confirms the newest block yet");
    return unread("HOME_UNREACHABLE", "no other member gave an answer that could be proved");
  }
}

/** Refused before anything was proved: at no height. */
function unread(refused: RefusalCause, message: string): RoutingRefusal {
  return { refused, message, height: 0, blockTime: 0 };
}
