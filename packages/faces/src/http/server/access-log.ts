import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "@symbolon/base";
import type { FaceObserver } from "../../face-observer.ts";
import { peerOf } from "./peer-identity.ts";

/** Which answers are logged one by one: all, those that say no (status 400 and above), or none. */
export type AccessLogging = "all" | "refusals" | "off";

const FIRST_REFUSAL = 400;
const FIRST_FAILURE = 500;

/** Counts an answer and logs it. Identifiers of subscribers stay out of the log: the route is named, not the path. */
export function recordAnswer(
  { face, accessLog }: { readonly face: string; readonly accessLog: AccessLogging },
  { log, observer }: { readonly log: Log; readonly observer: FaceObserver },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const route = request.routeOptions.url ?? "unknown";
  const status = reply.statusCode;
  observer.answered(face, `${request.method} ${route}`, String(status), reply.elapsedTime / 1_000);
  if (accessLog === "off" || (accessLog === "refusals" && status < FIRST_REFUSAL)) return;
  const fields = {
    face,
    method: request.method,
    route,
    status,
    milliseconds: Math.round(reply.elapsedTime * 1_000) / 1_000,
    version: request.raw.httpVersion,
    peer: peerOf(request.raw)?.memberId ?? request.ip,
  };
  if (status >= FIRST_FAILURE) log.warn("http.answered", fields);
  else log.info("http.answered", fields);
}
