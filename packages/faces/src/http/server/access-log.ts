import type { Log } from "@symbolon/base";
import type { FaceObserver } from "../../face-observer.ts";

/** Which answers are logged one by one: all, those that say no (status 400 and above), or none. */
export type AccessLogging = "all" | "refusals" | "off";

/** One request and how it was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, never the path: identifiers of subscribers stay out of logs and metrics. */
  readonly route: string | undefined;
  readonly status: number;
  readonly milliseconds: number;
  /** HTTP version. */
  readonly version: string;
  /** Member or network address, asked where it is logged only: an address costs a call into the system. */
  peer(): string | undefined;
}

export interface AccessLogOptions {
  readonly face: string;
  readonly accessLog: AccessLogging;
}

export interface AccessLogModules {
  readonly log: Log;
  readonly observer: FaceObserver;
}

const FIRST_REFUSAL = 400;
const FIRST_FAILURE = 500;

/** Counts an answer and logs it. */
export function recordAnswer(
  { face, accessLog }: AccessLogOptions,
  { log, observer }: AccessLogModules,
  answered: AnsweredRequest,
): void {
  const { method, route, status, milliseconds } = answered;
  // Peers choose methods and paths freely; only those that exist become names of metrics.
  observer.answered(face, route === undefined ? "unknown" : `${method} ${route}`, String(status), milliseconds / 1_000);
  if (accessLog === "off" || (accessLog === "refusals" && status < FIRST_REFUSAL)) return;
  const fields = { face, ...answered, peer: answered.peer() };
  if (status >= FIRST_FAILURE) log.warn("http.answered", fields);
  else log.info("http.answered", fields);
}
