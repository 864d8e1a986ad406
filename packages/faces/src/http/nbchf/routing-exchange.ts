import fastJsonStringify from "fast-json-stringify";
import { isRefusal } from "@symbolon/functions";
import type {
  RoutingAnswer as Routing,
  RoutingOutcome,
  RoutingQuery,
  RoutingRefusal,
  RoutingResolver,
} from "@symbolon/functions/bchf";
import { httpRefusal, PROBLEM_MEDIA_TYPE } from "../server/problem-details.ts";
import type { HttpAnswer } from "../server/http-answer.ts";
import { EntityTags } from "./entity-tags.ts";
import { RoutingAnswer } from "./schemas.ts";

/** Port: how long this copy of the ledger may still be called fresh. */
export interface Freshness {
  /** Seconds until the copy is older than the member allows, negative when it is already. */
  secondsLeft(): number;
}

export interface RoutingExchangeOptions {
  /** Seconds that an answer may be kept at most. */
  readonly maxAge?: number;
}

export interface RoutingExchangeModules {
  readonly resolver: RoutingResolver;
  readonly freshness: Freshness;
}

/** Seconds that a client may keep a routing answer, when the copy stays fresh for that long: one heartbeat. */
export const ROUTING_MAX_AGE = 5;
/** Questions that wait for another member's BCHF at once; more are answered with 429. */
export const MAX_ROUTING_IN_PROGRESS = 1_024;

const VARY = "x-symbolon-credential";

const serialise = fastJsonStringify(RoutingAnswer as never) as (answer: Routing) => string;

const overloaded: RoutingRefusal = {
  refused: "OVERLOADED",
  message: "too many questions wait for an answer of another member",
  height: 0,
  blockTime: 0,
};

/** `GET /nbchf/v1/routing/{identifier}` without its transport: question in, status, headers and body out. */
export class RoutingExchange {
  readonly #maxAge: number;
  readonly #resolver: RoutingResolver;
  readonly #freshness: Freshness;
  readonly #tags = new EntityTags();
  #inProgress = 0;

  constructor({ maxAge = ROUTING_MAX_AGE }: RoutingExchangeOptions, { resolver, freshness }: RoutingExchangeModules) {
    this.#maxAge = maxAge;
    this.#resolver = resolver;
    this.#freshness = freshness;
  }

  /** At once when the resolver has a copy of its own. */
  answer(query: RoutingQuery, ifNoneMatch: string | undefined): HttpAnswer | Promise<HttpAnswer> {
    const outcome = this.resolve(query);
    return outcome instanceof Promise
      ? outcome.then((settled) => this.#answerOf(settled, query, ifNoneMatch))
      : this.#answerOf(outcome, query, ifNoneMatch);
  }

  /** The resolver's outcome, refused with OVERLOADED when too many questions wait already. */
  resolve(query: RoutingQuery): RoutingOutcome | Promise<RoutingOutcome> {
    if (this.#inProgress >= MAX_ROUTING_IN_PROGRESS) return overloaded;
    const outcome = this.#resolver.resolve(query);
    if (!(outcome instanceof Promise)) return outcome;
    this.#inProgress += 1;
    return outcome.finally(() => {
      this.#inProgress -= 1;
    });
  }

  #answerOf(outcome: RoutingOutcome, query: RoutingQuery, ifNoneMatch: string | undefined): HttpAnswer {
    if (isRefusal(outcome)) return refusalAnswer(outcome);
    const body = serialise(outcome);
    const etag = this.#tags.of(body);
    const cacheControl = this.#cacheControl(query);
    if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag)) {
      return { status: 304, headers: { "cache-control": cacheControl, etag, vary: VARY } };
    }
    const headers = { "content-type": "application/json", "cache-control": cacheControl, etag, vary: VARY };
    return { status: 200, headers, body };
  }

  #cacheControl(query: RoutingQuery): string {
    const seconds = Math.max(0, Math.min(this.#maxAge, Math.floor(this.#freshness.secondsLeft())));
    return query.credential === undefined ? `max-age=${seconds}` : `private, max-age=${seconds}`;
  }
}

/** Where the copy stood goes along as extension members: a light BCHF of another member reads them. */
function refusalAnswer(refusal: RoutingRefusal): HttpAnswer {
  const { height, blockTime } = refusal;
  const { problem, retryAfter } = httpRefusal(refusal);
  const headers = { "content-type": PROBLEM_MEDIA_TYPE, "cache-control": "no-store" };
  return {
    status: problem.status,
    headers: retryAfter === undefined ? headers : { ...headers, "retry-after": String(retryAfter) },
    body: JSON.stringify({ ...problem, height, blockTime }),
  };
}

/** RFC 9110 clause 13.1.2, weak comparison. */
function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === "*") return true;
  const opaque = etag.slice(2);
  return ifNoneMatch.split(",").some((listed) => listed.trim().replace(/^W\//, "") === opaque);
}
