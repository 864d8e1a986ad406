import {
  type FastifyPluginAsyncTypebox,
  type TypeBoxTypeProvider,
  TypeBoxValidatorCompiler,
} from "@fastify/type-provider-typebox";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseJson } from "@symbolon/base";
import { type AccessLogModules, type AccessLogOptions, recordAnswer } from "./access-log.ts";
import { answerError, type ProblemShape } from "./error-responses.ts";
import { peerOf } from "./peer-identity.ts";
import { RouteTable } from "./route-table.ts";

/** Fastify whose schemas are TypeBox and give validation, types, serialisation and the OpenAPI document. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** A group of routes. */
export type HttpPlugin = FastifyPluginAsyncTypebox;

declare module "fastify" {
  interface FastifyInstance {
    /** Aborts when the server begins to close: answers that would go on for ever end. */
    readonly closing: AbortSignal;
  }
}

export interface HttpAppOptions extends AccessLogOptions {
  readonly bodyOctets: number;
  readonly closing: AbortSignal;
  /** Stable codes of errors that routes may throw and how HTTP shows them, beside those of this package. */
  readonly problems?: Readonly<Record<string, ProblemShape>>;
}

interface NamedRequest {
  peerName?: string;
}

/** JSON and its structured suffixes: `application/merge-patch+json`, `application/problem+json`. */
const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/;

/** Longest variable part of a path: a SUCI with an ECIES output of profile B, or a NAI. */
export const MAX_PATH_VARIABLE_LENGTH = 512;

/** An app without sockets: errors as problem details, JSON bodies bounded in size and depth, answers observed. */
export function createHttpApp(options: HttpAppOptions, { log, observer }: AccessLogModules): HttpApp {
  const app = Fastify({
    logger: false,
    bodyLimit: options.bodyOctets,
    routerOptions: { maxParamLength: MAX_PATH_VARIABLE_LENGTH, ignoreTrailingSlash: false },
    exposeHeadRoutes: true,
    frameworkErrors: (error, request, reply) => {
      void answerError(error, request, reply, log);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.decorate("closing", options.closing);
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(JSON_MEDIA_TYPE, { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, parseJson(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  const routes = new RouteTable();
  app.addHook("onRoute", (route) => routes.add(route.url, route.method));
  app.setNotFoundHandler((request, reply) => routes.answerUnknown(request, reply));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, log, options.problems));
  // A stream of HTTP/2 has lost its connection by the time of its answer.
  app.decorateRequest("peerName", "");
  app.addHook("onRequest", (request, _reply, done) => {
    (request as NamedRequest).peerName = peerOf(request.raw)?.memberId ?? request.ip;
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    recordAnswer(
      options,
      { log, observer },
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        milliseconds: reply.elapsedTime,
        version: request.raw.httpVersion,
        peer: () => (request as NamedRequest).peerName,
      },
    );
    done();
  });
  return app;
}
