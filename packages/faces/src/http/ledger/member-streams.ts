import type { FastifyReply, FastifyRequest } from "fastify";
import { peerOf } from "../server/peer-identity.ts";
import { sendProblem } from "../server/problem-details.ts";
import { LINES_MEDIA_TYPE, lineStream } from "./line-stream.ts";

/** Endless answers (blocks, statements of witnesses) that one member may hold open at once. */
export const MAX_STREAMS_PER_MEMBER = 8;

/** Endless answers, counted by the member that reads them. */
export class MemberStreams {
  readonly #closing: AbortSignal;
  readonly #open = new Map<string, number>();

  constructor(closing: AbortSignal) {
    this.#closing = closing;
  }

  /** Answers with lines until the reader leaves or the server closes; 429 beyond the member's share. */
  send(request: FastifyRequest, reply: FastifyReply, items: (signal: AbortSignal) => AsyncIterable<object>): void {
    const member = peerOf(request.raw)?.memberId ?? "";
    const open = this.#open.get(member) ?? 0;
    if (open >= MAX_STREAMS_PER_MEMBER) {
      const detail = `${member} has ${open} streams open already`;
      void sendProblem(reply, { title: "Too Many Requests", status: 429, detail, cause: "NF_CONGESTION" });
      return;
    }
    this.#open.set(member, open + 1);
    const stream = lineStream(items, this.#closing);
    stream.once("close", () => this.#open.set(member, (this.#open.get(member) ?? 1) - 1));
    void reply.type(LINES_MEDIA_TYPE).send(stream);
  }
}
