import {
  type FastifyPluginAsyncTypebox,
  type TypeBoxTypeProvider,
  TypeBoxValidatorCompiler,
} from "@fastify/type-provider-typebox";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Log, parseJson } from "@symbolon/base";
import type { FaceObserver } from "../../face-observer.ts";
import { type AccessLogging, recordAnswer } from "./access-log.ts";
import { answerError, type ProblemShape } from "./error-responses.ts";
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

export interface HttpAppOptions {
  /** Name of the face in logs and metrics: `nbchf`, `sbi`. */
  readonly face: string;
  readonly bodyOctets: number;
  readonly accessLog: AccessLogging;
  /** Stable codes of errors that routes may throw and how HTTP shows them, beside those of this package. */
  readonly problems?: Readonly<Record<string, ProblemShape>>;
}

export interface HttpAppModules {
  readonly log: Log;
  readonly observer: FaceObserver;
}

/** JSON and its structured suffixes: `application/merge-patch+json`, `application/problem+json`. */
const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/;

/** Longest variable part of a path: a SUCI with an ECIES output of profile B, or a NAI. */
export const MAX_PATH_VARIABLE_LENGTH = 512;

/** An app without sockets: errors as problem details, JSON bodies bounded in size and depth, answers observed. */
export function createHttpApp(options: HttpAppOptions, { log, observer }: HttpAppModules): HttpApp {
  const app = Fastify({
    logger: false,
    bodyLimit: options.bodyOctets,
    routerOptions: { maxParamLength: MAX_PATH_VARIABLE_LENGTH, ignoreTrailingSlash: false },
    exposeHeadRoutes: true,
    frameworkErrors: (error, request, reply) => {
      void answerError(error, request, reply, log);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
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
  app.addHook("onResponse", (request, reply, done) => {
    recordAnswer(options, { log, observer }, request, reply);
    done();
  });
  return app;
}
