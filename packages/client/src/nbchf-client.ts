import { canonicalJson, type JsonValue, SymbolonError } from "@symbolon/base";
import { MAX_PROOF_BYTES } from "@symbolon/proofs";
import { clientErrors } from "./errors.ts";
import { readBody, readJson } from "./read-answer.ts";
import type { Problem, Routing, RoutingItem, RoutingQuery } from "./routing.ts";

/** Identifiers of one `POST`; longer lists are asked in parts. */
export const ROUTING_BATCH = 1_000;
/** Longest answer that is read. */
export const MAX_ANSWER_BYTES = 4 << 20;
/** How long an answer is awaited unless said otherwise. */
export const DEFAULT_TIMEOUT_MS = 5_000;

const ROUTING_PATH = "nbchf/v1/routing";

export interface NbchfClientOptions {
  /** `https://bchf.member.example/`, without `/nbchf/v1`. */
  readonly baseUrl: string;
  readonly timeoutMs?: number;
}

export interface NbchfClientModules {
  /** The runtime's own unless given: one with client certificates, or a browser's. */
  readonly fetch?: typeof fetch;
}

/** The query service of a BCHF: who holds an identifier, and the proof of it. */
export class NbchfClient {
  readonly #base: string;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;

  constructor(options: NbchfClientOptions, modules: NbchfClientModules = {}) {
    this.#base = options.baseUrl.endsWith("/") ? options.baseUrl : `${options.baseUrl}/`;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#fetch = modules.fetch ?? globalThis.fetch.bind(globalThis);
  }

  /** @param identifier `imsi-...`, `msisdn-...`, `suci-...` and so on @throws QUERY_REFUSED, QUERY_UNREACHABLE, ANSWER_MALFORMED */
  async resolve(identifier: string, query: RoutingQuery = {}): Promise<Routing> {
    const url = this.#url(`${ROUTING_PATH}/${encodeURIComponent(identifier)}`, query);
    return objectAnswer<Routing>(await this.#ask(url, {}, query, MAX_ANSWER_BYTES), ["holder", "source", "height"]);
  }

  /** Each identifier is answered or refused on its own, in the order asked. @throws QUERY_REFUSED, QUERY_UNREACHABLE, ANSWER_MALFORMED */
  async resolveMany(identifiers: readonly string[], query: RoutingQuery = {}): Promise<readonly RoutingItem[]> {
    const url = this.#url(ROUTING_PATH, query);
    const items: RoutingItem[] = [];
    for (let start = 0; start < identifiers.length; start += ROUTING_BATCH) {
      const part = identifiers.slice(start, start + ROUTING_BATCH);
      const request = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: canonicalJson({ identifiers: part }),
      };
      const body = await this.#ask(url, request, query, MAX_ANSWER_BYTES);
      const { results } = objectAnswer<{ readonly results: readonly RoutingItem[] }>(body, ["results"]);
      if (!Array.isArray(results) || results.length !== part.length) {
        throw clientErrors.error("ANSWER_MALFORMED", "the answer does not list one result for each identifier");
      }
      items.push(...results);
    }
    return items;
  }

  /** A proof file for `verifyOffline`, octet for octet. @throws QUERY_REFUSED, QUERY_UNREACHABLE, ANSWER_MALFORMED */
  proof(identifier: string, query: Pick<RoutingQuery, "signal"> = {}): Promise<Uint8Array> {
    const url = this.#url(`${ROUTING_PATH}/${encodeURIComponent(identifier)}/proof`, {});
    return this.#ask(url, {}, query, MAX_PROOF_BYTES);
  }

  #url(path: string, query: RoutingQuery): URL {
    const url = new URL(path, this.#base);
    const parameters = {
      "requester-nf-type": query.requesterNfType,
      "requester-plmn": query.requesterPlmn,
      "data-management": query.dataManagement,
    };
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url;
  }

  async #ask(url: URL, request: RequestInit, query: RoutingQuery, maxLength: number): Promise<Uint8Array> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = query.signal === undefined ? timeout : AbortSignal.any([timeout, query.signal]);
    const headers = new Headers(request.headers);
    headers.set("accept", "application/json, application/problem+json");
    if (query.credential !== undefined) headers.set("x-symbolon-credential", query.credential);
    try {
      const response = await this.#fetch(url, { ...request, headers, signal, redirect: "error" });
      const body = await readBody(response, maxLength);
      if (response.ok) return body;
      throw refused(response.status, body);
    } catch (cause) {
      if (cause instanceof SymbolonError) throw cause;
      query.signal?.throwIfAborted();
      const reason = cause instanceof Error ? cause.message : "unknown";
      throw clientErrors.error("QUERY_UNREACHABLE", `${url.origin} did not answer: ${reason}`, { cause });
    }
  }
}

function objectAnswer<Answer extends object>(body: Uint8Array, members: readonly (keyof Answer & string)[]): Answer {
  const value: JsonValue = readJson(body);
  if (typeof value !== "object" || value === null || !members.every((name) => Object.hasOwn(value, name))) {
    throw clientErrors.error("ANSWER_MALFORMED", `the answer lacks one of ${members.join(", ")}`);
  }
  return value as unknown as Answer;
}

/** The server's own words when it gives a problem, else its status alone. */
function refused(status: number, body: Uint8Array): Error {
  const problem = problemOf(body);
  const words = problem?.detail ?? problem?.title ?? problem?.cause ?? "no reason given";
  return clientErrors.error("QUERY_REFUSED", `the BCHF answered ${status}: ${words}`, {
    details: { status, cause: problem?.cause },
  });
}

function problemOf(body: Uint8Array): Partial<Problem> | undefined {
  try {
    return (readJson(body) as Partial<Problem> | null) ?? undefined;
  } catch {
    return undefined;
  }
}
