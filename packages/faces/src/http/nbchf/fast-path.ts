import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import { parse } from "node:querystring";
import { Compile } from "typebox/compile";
import type { Clock } from "@symbolon/base";
import type { PeerIdentity } from "@symbolon/crypto";
import type { RoutingQuery } from "@symbolon/functions/bchf";
import { type AccessLogModules, type AccessLogOptions, recordAnswer } from "../server/access-log.ts";
import { problemFor } from "../server/error-responses.ts";
import { MAX_PATH_VARIABLE_LENGTH } from "../server/http-app.ts";
import type { FastPath } from "../server/http-server.ts";
import { peerOf, peerOfStream } from "../server/peer-identity.ts";
import { PROBLEM_MEDIA_TYPE, type ProblemDetails } from "../server/problem-details.ts";
import type { HttpAnswer } from "../server/http-answer.ts";
import { ROUTING_PATH } from "./nbchf-plugin.ts";
import type { RoutingExchange } from "./routing-exchange.ts";
import { routingQuery } from "./routing-request.ts";
import { MAX_CREDENTIAL_LENGTH, RoutingQuerystring } from "./schemas.ts";

export interface NbchfFastPathModules extends AccessLogModules {
  readonly exchange: RoutingExchange;
  readonly clock: Clock;
}

/** What both protocols know of a request. */
interface ReceivedRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly version: string;
  readonly peer: PeerIdentity | undefined;
  readonly address: () => string | undefined;
}

const ROUTE = `${ROUTING_PATH}:identifier`;
/** An identifier that needs no decoding, and the query. */
const PLAIN_IDENTIFIER = /^([a-z0-9]+-[A-Za-z0-9.:@_+-]+)(?:\?(.*))?$/;

const querystring = Compile(RoutingQuerystring);
const noQuery: RoutingQuerystring = {};
/** A stream that its peer resets has nobody to tell. */
const ignore = () => {};

/**
 * `GET /nbchf/v1/routing/{identifier}` ahead of the app, because HTTP/2 through Node's compatibility API and Fastify costs
 * more than the answer itself. It takes only what needs no decoding and fits the schemas; all else, refused requests
 * included, is the app's, whose route asks the same exchange.
 */
export class NbchfFastPath implements FastPath {
  readonly #options: AccessLogOptions;
  readonly #modules: NbchfFastPathModules;

  constructor(options: AccessLogOptions, modules: NbchfFastPathModules) {
    this.#options = options;
    this.#modules = modules;
  }

  request(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== "GET") return false;
    const received: ReceivedRequest = {
      url: request.url ?? "",
      headers: request.headers,
      version: request.httpVersion,
      peer: peerOf(request),
      address: () => request.socket.remoteAddress,
    };
    return this.#exchange(received, ({ status, headers, body }) => {
      if (body === undefined) response.writeHead(status, headers).end();
      else response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
    });
  }

  stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean {
    if (headers[":method"] !== "GET" || !stream.endAfterHeaders) return false;
    const received: ReceivedRequest = {
      url: String(headers[":path"]),
      headers,
      version: "2.0",
      peer: peerOfStream(stream),
      address: () => stream.session?.socket.remoteAddress,
    };
    const taken = this.#exchange(received, ({ status, headers, body }) => {
      if (stream.destroyed || stream.closed) return;
      stream.respond({ ":status": status, ...headers }, { endStream: body === undefined });
      if (body !== undefined) stream.end(body);
    });
    if (taken) stream.on("error", ignore);
    return taken;
  }

  #exchange(received: ReceivedRequest, send: (answer: HttpAnswer) => void): boolean {
    const query = readQuery(received);
    if (query === undefined) return false;
    const { exchange, clock } = this.#modules;
    const started = clock.monotonic();
    const finish = (answer: HttpAnswer) => {
      send(answer);
      this.#record(received, answer.status, clock.monotonic() - started);
    };
    const fail = (error: unknown) => finish(failure(problemFor(error, this.#modules.log)));
    try {
      const answer = exchange.answer(query, received.headers["if-none-match"]);
      if (answer instanceof Promise) answer.then(finish).catch(fail);
      else finish(answer);
    } catch (error) {
      fail(error);
    }
    return true;
  }

  #record({ version, peer, address }: ReceivedRequest, status: number, milliseconds: number): void {
    recordAnswer(this.#options, this.#modules, {
      method: "GET",
      route: ROUTE,
      status,
      milliseconds,
      version,
      peer: () => peer?.memberId ?? address(),
    });
  }
}

function failure(problem: ProblemDetails): HttpAnswer {
  return { status: problem.status, headers: { "content-type": PROBLEM_MEDIA_TYPE }, body: JSON.stringify(problem) };
}

/** The question of a plain request; `undefined` when the app has to look at it. */
function readQuery({ url, headers, peer }: ReceivedRequest): RoutingQuery | undefined {
  if (!url.startsWith(ROUTING_PATH)) return undefined;
  const [, identifier, text] = PLAIN_IDENTIFIER.exec(url.slice(ROUTING_PATH.length)) ?? [];
  if (identifier === undefined || identifier.length > MAX_PATH_VARIABLE_LENGTH) return undefined;
  const credential = headers["x-symbolon-credential"];
  if (Array.isArray(credential) || (credential?.length ?? 0) > MAX_CREDENTIAL_LENGTH) return undefined;
  const query = text === undefined ? noQuery : parse(text);
  return query === noQuery || querystring.Check(query) ? routingQuery(identifier, query, credential, peer) : undefined;
}
