import type { Clock, NumberKind } from "@symbolon/base";
import { findPlan, findSuciRoute, type RangeStatus, type SuciTuple } from "@symbolon/contracts/numbers";
import type { StateHead, StateReader } from "@symbolon/state";
import { checkCredential, type CredentialOutcome } from "../credential/check-credential.ts";
import { isRefusal, type Refusal, type RefusalCause } from "../refusal-cause.ts";
import type { CopyFreshness } from "./copy-freshness.ts";
import { MemberDirectory, type RoutedMember } from "./member-directory.ts";
import { type NumberFound, NumberLookup } from "./number-lookup.ts";
import { PlanPresence } from "./plan-presence.ts";
import { type QuerySubject, querySubject } from "./query-subject.ts";
import type { SharedContent } from "./range-contents.ts";
import { TurnHead } from "./turn-head.ts";
import type {
  DataManagement,
  RoutingAnswer,
  RoutingOutcome,
  RoutingQuery,
  RoutingRefusal,
  RoutingResolver,
} from "./routing.ts";

export interface LedgerBchfOptions {
  /** Refuse instead of answering from a copy that is too far behind. On unless switched off. */
  readonly failClosed?: boolean;
  /** Who an asker on loopback is: this member's own name. Without it such askers' credentials are refused. */
  readonly loopbackIdentity?: string;
}

export interface LedgerBchfModules {
  readonly state: StateReader;
  readonly clock: Clock;
  readonly freshness: CopyFreshness;
}

type NumberSubject = Extract<QuerySubject, { digits: string }>;

/** In which places of its life a number leads to its holder's data. */
const ROUTED: Readonly<Record<RangeStatus, boolean>> = {
  unassigned: false,
  free: false,
  reserved: false,
  opened: false,
  recorded: true,
  quarantined: false,
};

/** BCHF over this member's own copy of the ledger. Answers at once; only a credential takes a promise. */
export class LedgerBchf implements RoutingResolver {
  readonly #failClosed: boolean;
  readonly #loopbackIdentity: string | undefined;
  readonly #modules: LedgerBchfModules;
  readonly #head: TurnHead;
  readonly #numbers: NumberLookup;
  readonly #members: MemberDirectory;
  readonly #plans: PlanPresence;

  constructor({ failClosed = true, loopbackIdentity }: LedgerBchfOptions, modules: LedgerBchfModules) {
    this.#failClosed = failClosed;
    this.#loopbackIdentity = loopbackIdentity;
    this.#modules = modules;
    this.#head = new TurnHead(modules.state);
    this.#numbers = new NumberLookup(modules.state);
    this.#members = new MemberDirectory(modules.state);
    this.#plans = new PlanPresence(modules.state);
  }

  resolve(query: RoutingQuery): RoutingOutcome | Promise<RoutingOutcome> {
    const head = this.#head.read();
    if (this.#failClosed && !this.#modules.freshness.covers(head)) {
      return refuse("TOO_FAR_BEHIND", "this copy of the ledger is further behind than its operator allows", head);
    }
    const subject = querySubject(query.identifier);
    if (isRefusal(subject)) return at(subject, head);
    switch (subject.kind) {
      case "suci":
        return this.#resolveSuci(subject.tuple, query, head);
      case "realm":
        return this.#resolveRealm(subject.realm, query, head);
      default:
        return this.#resolveNumber(subject, query, head);
    }
  }

  #resolveNumber(
    subject: NumberSubject,
    query: RoutingQuery,
    head: StateHead,
  ): RoutingOutcome | Promise<RoutingOutcome> {
    const found = this.#numbers.find(subject.kind, subject.digits);
    const holder = found?.content.holder;
    if (found?.content.routing === undefined || holder === undefined || !isRouted(found.content, head)) {
      return this.#resolveFromPlan(subject, query, head);
    }
    const member = this.#servingMember(holder, head);
    if (isRefusal(member)) return at(member, head);
    const checked = this.#checkCredential(subject, query, found);
    if (checked instanceof Promise) {
      const answer = this.#answerOf(subject, query, found, member, head);
      return checked.then((outcome) => (isRefusal(outcome) ? at(outcome, head) : answer));
    }
    return isRefusal(checked) ? at(checked, head) : this.#answerOf(subject, query, found, member, head);
  }

  #checkCredential(
    { kind, digits }: NumberSubject,
    { credential, requester }: RoutingQuery,
    { content, overlay }: NumberFound,
  ): CredentialOutcome | Promise<CredentialOutcome> {
    const policy = content.routing?.credentialPolicy ?? "off";
    if (policy === "off" || (policy === "optional" && credential === undefined)) return {};
    return checkCredential({
      policy,
      credential,
      userKey: overlay?.userKey,
      sub: `${kind}-${digits}`,
      aud: requester.tlsIdentity ?? this.#loopbackIdentity,
      now: this.#modules.clock.now(),
    });
  }

  #answerOf(
    { kind, digits }: NumberSubject,
    query: RoutingQuery,
    { content, overlay }: NumberFound,
    member: RoutedMember,
    head: StateHead,
  ): RoutingOutcome {
    const elements: DataManagement[] = [];
    for (const { endpoint } of content.routing?.dataManagement ?? []) {
      const element = member.elements.get(endpoint);
      if (element !== undefined) elements.push(element);
    }
    const outcome = answerWith(query, member, elements, head);
    if (isRefusal(outcome)) return outcome;
    if (overlay?.index !== undefined) outcome.index = overlay.index;
    const roamingContract = content.routing?.roamingContract;
    if (roamingContract !== undefined) outcome.roamingContract = roamingContract;
    if (this.#isPlanned(kind, digits, head)) outcome.ported = true;
    return outcome;
  }

  /** Member numbers above plan data, whose holders are no members: ported or leased. */
  #isPlanned(kind: NumberKind, digits: string, { height }: StateHead): boolean {
    return this.#plans.exist(kind, digits.length, height) && findPlan(this.#modules.state, kind, digits) !== undefined;
  }

  /** What no member holds may still be known to the numbering plan: then the classic ways take over. */
  #resolveFromPlan({ kind, digits }: NumberSubject, query: RoutingQuery, head: StateHead): RoutingOutcome {
    const planned = this.#plans.exist(kind, digits.length, head.height);
    const plan = planned ? findPlan(this.#modules.state, kind, digits) : undefined;
    if (plan === undefined) return refuse("UNKNOWN_NUMBER", `nobody holds ${query.identifier}`, head);
    return {
      identifier: query.identifier,
      holder: plan.holder.outside,
      country: plan.holder.country,
      status: "planned",
      dataManagement: [],
      source: "plan",
      height: head.height,
      blockTime: head.blockTime,
    };
  }

  #resolveSuci(tuple: SuciTuple, query: RoutingQuery, head: StateHead): RoutingOutcome {
    const route = findSuciRoute(this.#modules.state, tuple);
    if (route === undefined) {
      return refuse(
        "UNKNOWN_NUMBER",
        "nobody serves concealed identities of this network, routing indicator and key",
        head,
      );
    }
    const member = this.#servingMember(route.holder, head);
    if (isRefusal(member)) return at(member, head);
    const element = member.elements.get(route.endpoint);
    return answerWith(query, member, element === undefined ? [] : [element], head);
  }

  #resolveRealm(realm: string, query: RoutingQuery, head: StateHead): RoutingOutcome {
    const found = this.#members.findByRealm(realm, head.height);
    if (found === undefined) return refuse("UNKNOWN_NUMBER", `no member serves the realm ${realm}`, head);
    const member = this.#servingMember(found.id, head);
    if (isRefusal(member)) return at(member, head);
    const elements = [...member.elements.values()].filter((element) => element.realm?.toLowerCase() === realm);
    return answerWith(query, member, elements, head);
  }

  #servingMember(id: string, head: StateHead): RoutedMember | Refusal {
    const member = this.#members.find(id, head.height);
    if (member?.status === "active") return member;
    if (member?.status === "suspended") {
      return { refused: "MEMBER_SUSPENDED", message: `the holder ${id} is suspended` };
    }
    return { refused: "UNKNOWN_NUMBER", message: `the holder ${id} is no member any more` };
  }
}

/** While it is being put together. */
type GrowingAnswer = { -readonly [Name in keyof RoutingAnswer]: RoutingAnswer[Name] };

function answerWith(
  query: RoutingQuery,
  member: RoutedMember,
  elements: readonly DataManagement[],
  head: StateHead,
): GrowingAnswer | RoutingRefusal {
  const { dataManagement: wanted } = query;
  const fitting = wanted === undefined ? elements : elements.filter(({ type }) => type === wanted);
  if (fitting.length === 0) return noElement(query, member, elements.length, head);
  return {
    identifier: query.identifier,
    holder: member.id,
    status: "recorded",
    dataManagement: fitting,
    source: "ledger",
    height: head.height,
    blockTime: head.blockTime,
  };
}

function noElement(query: RoutingQuery, member: RoutedMember, known: number, head: StateHead): RoutingRefusal {
  return known === 0
    ? refuse("HOME_UNREACHABLE", `${member.id} has recorded no endpoint for ${query.identifier}`, head)
    : refuse("UNKNOWN_DATA", `${member.id} keeps no ${query.dataManagement} for ${query.identifier}`, head);
}

function isRouted({ status, expiresAt }: SharedContent, { blockTime }: StateHead): boolean {
  return ROUTED[status] && (expiresAt === undefined || blockTime < expiresAt);
}

function refuse(refused: RefusalCause, message: string, head: StateHead): RoutingRefusal {
  return at({ refused, message }, head);
}

function at({ refused, message }: Refusal, { height, blockTime }: StateHead): RoutingRefusal {
  return { refused, message, height, blockTime };
}
