import type { FastifyReply } from "fastify";
import { type Static, Type } from "typebox";
import type { Refusal, RefusalCause } from "@symbolon/functions";
import { protocolCauses } from "../../causes.ts";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** TS 29.571 clause 5.2.4.2. */
const InvalidParam = Type.Object(
  {
    param: Type.String({
      description: "JSON pointer of a body member, `query <name>`, `header <name>` or `{<path variable>}`",
    }),
    reason: Type.Optional(Type.String()),
  },
  { title: "InvalidParam" },
);

/** RFC 9457 with the members of TS 29.571 clause 5.2.4.1. */
export const ProblemDetails = Type.Object(
  {
    type: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String()),
    cause: Type.Optional(
      Type.String({ description: "Application error of TS 29.500 table 5.2.7.2-1 or of the service" }),
    ),
    invalidParams: Type.Optional(Type.Array(InvalidParam)),
  },
  { title: "ProblemDetails", additionalProperties: true },
);
/** Other members are extensions (RFC 9457 clause 3.2). */
export type ProblemDetails = Static<typeof ProblemDetails> & Readonly<Record<string, unknown>>;

/** Seconds that a client is asked to wait before it tries again. */
const RETRY_AFTER_SECONDS: Partial<Record<RefusalCause, number>> = { OVERLOADED: 1, TOO_FAR_BEHIND: 5 };

/** A refusal as HTTP shows it. */
export interface HttpRefusal {
  readonly problem: ProblemDetails;
  /** Value of Retry-After. */
  readonly retryAfter?: number;
}

export function httpRefusal({ refused, message }: Refusal): HttpRefusal {
  const { status, cause, title } = protocolCauses[refused].http;
  const retryAfter = RETRY_AFTER_SECONDS[refused];
  return { problem: { title, status, detail: message, cause }, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

export function sendProblem(reply: FastifyReply, problem: ProblemDetails): FastifyReply {
  // As octets: Fastify would add a charset parameter to text, which this media type does not have.
  return reply
    .code(problem.status)
    .header("content-type", PROBLEM_MEDIA_TYPE)
    .send(Buffer.from(JSON.stringify(problem)));
}

/** Answers a refusal of a network function with the status and cause of the one table. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { problem, retryAfter } = httpRefusal(refusal);
  if (retryAfter !== undefined) void reply.header("retry-after", String(retryAfter));
  return sendProblem(reply, problem);
}
