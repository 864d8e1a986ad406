import type { FastifyRequest } from "fastify";
import type { Requester } from "@symbolon/functions/bchf";
import type { ServiceRequest } from "@symbolon/functions/udm";
import { peerOf } from "../server/peer-identity.ts";

/** Longest NF type that is taken from User-Agent. */
const NF_TYPE = /^[A-Za-z0-9_]{1,32}/;

/** Who sends a request: the TLS name, and the NF type that User-Agent names (TS 29.500 clause 5.2.2.2). */
export function requesterOf(request: FastifyRequest): Requester {
  const [tlsIdentity] = peerOf(request.raw)?.names ?? [];
  const nfType = NF_TYPE.exec(request.headers["user-agent"] ?? "")?.[0];
  return {
    ...(tlsIdentity === undefined ? {} : { tlsIdentity }),
    ...(nfType === undefined ? {} : { nfType }),
  };
}

export function serviceRequestOf(request: FastifyRequest): ServiceRequest {
  const credential = request.headers["x-symbolon-credential"];
  return { requester: requesterOf(request), ...(typeof credential === "string" ? { credential } : {}) };
}
