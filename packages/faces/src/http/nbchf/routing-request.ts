import type { PeerIdentity } from "@symbolon/crypto";
import type { RoutingQuery } from "@symbolon/functions/bchf";
import type { RoutingQuerystring } from "./schemas.ts";

/** The function's question from the checked parts of a request. */
export function routingQuery(
  identifier: string,
  query: RoutingQuerystring,
  credential: string | undefined,
  peer: PeerIdentity | undefined,
): RoutingQuery {
  const [tlsIdentity] = peer?.names ?? [];
  const nfType = query["requester-nf-type"];
  const plmn = query["requester-plmn"];
  const dataManagement = query["data-management"];
  return {
    identifier,
    requester: {
      ...(tlsIdentity === undefined ? undefined : { tlsIdentity }),
      ...(nfType === undefined ? undefined : { nfType }),
      ...(plmn === undefined ? undefined : { plmn }),
    },
    ...(dataManagement === undefined ? undefined : { dataManagement }),
    ...(credential === undefined ? undefined : { credential }),
  };
}
