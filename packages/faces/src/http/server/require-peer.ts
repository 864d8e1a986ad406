import type { FastifyReply, FastifyRequest } from "fastify";
import type { PeerIdentity } from "@symbolon/crypto";
import { peerOf } from "./peer-identity.ts";
import { sendProblem } from "./problem-details.ts";

/** Hook that lets only those peers pass that mutual TLS has identified and `allowed` accepts. */
export function requirePeer(allowed: (peer: PeerIdentity) => boolean, detail: string) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const peer = peerOf(request.raw);
    if (peer !== undefined && allowed(peer)) done();
    else void sendProblem(reply, { title: "Forbidden", status: 403, detail, cause: "ACCESS_NOT_ALLOWED" });
  };
}
