import type { FastifyReply } from "fastify";
import { isRefusal, type Refusal } from "@symbolon/functions";
import type { ProblemShape } from "../server/error-responses.ts";
import { sendRefusal } from "../server/problem-details.ts";

/** Errors of the subscriber store as HTTP shows them: a state of this node that passes. */
export const sbiProblems: Readonly<Record<string, ProblemShape>> = {
  SUBSCRIBER_STORE_BUSY: { status: 503, title: "Service Unavailable", cause: "NF_CONGESTION" },
  SUBSCRIBER_STORE_FAILED: { status: 503, title: "Service Unavailable", cause: "INSUFFICIENT_RESOURCES" },
};

/** Answers a refusal, or 200 with what the function gave. */
export function sendOutcome(reply: FastifyReply, outcome: unknown): FastifyReply {
  if (typeof outcome === "object" && outcome !== null && isRefusal(outcome)) return sendRefusal(reply, outcome);
  return reply.code(200).send(outcome);
}

/** Answers a refusal, or 204. */
export function sendDone(reply: FastifyReply, refusal: Refusal | undefined): FastifyReply {
  return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
}

/** Answers 201 with the address of what was created. */
export function sendCreated(reply: FastifyReply, location: string, body?: unknown): FastifyReply {
  return reply.code(201).header("location", location).send(body);
}
