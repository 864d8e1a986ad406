import type { FastifyReply } from "fastify";

/** A whole answer, independent of the server that sends it. Header names in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent with 304. */
  readonly body?: string;
}

/** Sends octets, so that Fastify leaves body and media type as they are. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: HttpAnswer): void {
  void reply
    .code(status)
    .headers(headers)
    .send(body === undefined ? undefined : Buffer.from(body));
}
