import type { Requester } from "../bchf/routing.ts";

/** Port: which serving network names a consumer may use (TS 33.501 clause 6.1.2). */
export interface ServingNetworks {
  entitled(servingNetworkName: string, requester: Requester): boolean;
}
