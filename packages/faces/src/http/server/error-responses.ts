import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { type Log, SymbolonError } from "@symbolon/base";
import { isRefusal } from "@symbolon/functions";
import { type ProblemDetails, sendProblem, sendRefusal } from "./problem-details.ts";

/** How HTTP shows an error that a route throws. */
export interface ProblemShape {
  readonly status: number;
  readonly title: string;
  readonly cause?: string;
  /** Seconds for Retry-After. */
  readonly retryAfter?: number;
}

/** Fastify's own errors by code: they come from the shape of a request, before any function is called. */
const frameworkProblems: Readonly<Record<string, ProblemShape>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, title: "Payload Too Large" },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, title: "Unsupported Media Type" },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, title: "Bad Request", cause: "INCORRECT_LENGTH" },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, title: "Bad Request", cause: "MANDATORY_IE_MISSING" },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, title: "Bad Request", cause: "INVALID_MSG_FORMAT" },
  FST_ERR_BAD_URL: { status: 400, title: "Bad Request", cause: "INVALID_API" },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, title: "URI Too Long" },
};

/** Stable codes of our own errors that are the asker's doing or a state of this node. Others are 500 and say nothing. */
const ownProblems: Readonly<Record<string, ProblemShape>> = {
  INVALID_IDENTIFIER: { status: 400, title: "Bad Request", cause: "MANDATORY_IE_INCORRECT" },
  INVALID_JSON: { status: 400, title: "Bad Request", cause: "INVALID_MSG_FORMAT" },
  INVALID_HEX: { status: 400, title: "Bad Request", cause: "MANDATORY_IE_INCORRECT" },
  INVALID_BASE64URL: { status: 400, title: "Bad Request", cause: "MANDATORY_IE_INCORRECT" },
  JSON_NOT_CANONICAL: { status: 400, title: "Bad Request", cause: "INVALID_MSG_FORMAT" },
  TOO_LARGE: { status: 413, title: "Payload Too Large" },
};

const internal: ProblemDetails = {
  title: "Internal Server Error",
  status: 500,
  detail: "the request failed inside this node; its log has the reason",
  cause: "SYSTEM_FAILURE",
};

/** Turns whatever a route throws into problem details; what is not the asker's doing is logged and not told. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Log,
  codes: Readonly<Record<string, ProblemShape>> = {},
): FastifyReply {
  if (typeof error === "object" && error !== null && isRefusal(error)) return sendRefusal(reply, error);
  // Fastify asks for the end of a connection whose body it did not read; HTTP/2 ends the stream instead.
  if (request.raw.httpVersionMajor > 1) void reply.removeHeader("connection");
  const { retryAfter } = shapeOf(error, codes) ?? {};
  if (retryAfter !== undefined) void reply.header("retry-after", String(retryAfter));
  return sendProblem(reply, problemFor(error, log, codes));
}

/** What an error is to the asker. */
export function problemFor(
  error: unknown,
  log: Log,
  codes: Readonly<Record<string, ProblemShape>> = {},
): ProblemDetails {
  const problem = problemOf(error, codes);
  if (problem === undefined) log.error("http.request_failed", { error });
  return problem ?? internal;
}

function problemOf(error: unknown, codes: Readonly<Record<string, ProblemShape>>): ProblemDetails | undefined {
  if (!(error instanceof Error)) return undefined;
  if ((error as FastifyError).validation !== undefined) return validationProblem(error as FastifyError);
  const shape = shapeOf(error, codes);
  if (shape === undefined) return undefined;
  const { status, title, cause } = shape;
  return { title, status, detail: error.message, ...(cause === undefined ? {} : { cause }) };
}

function shapeOf(error: unknown, codes: Readonly<Record<string, ProblemShape>>): ProblemShape | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as FastifyError;
  const known = error instanceof SymbolonError ? { ...ownProblems, ...codes } : frameworkProblems;
  return Object.hasOwn(known, code) ? known[code] : undefined;
}

interface SchemaError {
  readonly instancePath?: string;
  readonly message?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const MAX_INVALID_PARAMS = 10;

/** TS 29.500 table 5.2.7.2-1 by the part of the request that its schema refuses. */
const validationCauses: Readonly<Record<string, string>> = {
  body: "MANDATORY_IE_INCORRECT",
  params: "MANDATORY_IE_INCORRECT",
  headers: "MANDATORY_IE_INCORRECT",
  querystring: "OPTIONAL_QUERY_PARAM_INCORRECT",
};

function validationProblem(error: FastifyError): ProblemDetails {
  const part = error.validationContext ?? "body";
  const found = (error.validation ?? []) as readonly SchemaError[];
  const reasons = new Map<string, string>();
  for (const { instancePath, message, params } of found) {
    const param = paramName(part, instancePath ?? "", params);
    if (!reasons.has(param)) reasons.set(param, message ?? "does not match its schema");
  }
  const invalidParams = [...reasons].slice(0, MAX_INVALID_PARAMS).map(([param, reason]) => ({ param, reason }));
  const [first] = invalidParams;
  return {
    title: "Bad Request",
    status: 400,
    detail: first === undefined ? "the request does not match its schema" : `${first.param}: ${first.reason}`,
    cause: validationCauses[part] ?? "MANDATORY_IE_INCORRECT",
    invalidParams,
  };
}

/** Names a refused value as TS 29.571 clause 5.2.4.2 asks. */
function paramName(part: string, instancePath: string, params: SchemaError["params"]): string {
  const missing = params?.["requiredProperties"];
  const pointer = Array.isArray(missing) ? `${instancePath}/${String(missing[0])}` : instancePath;
  if (part === "body") return pointer === "" ? "/" : pointer;
  const name = pointer.split("/")[1] ?? "";
  switch (part) {
    case "params":
      return `{${name}}`;
    case "headers":
      return `header ${name}`;
    default:
      return `query ${name}`;
  }
}
