import { isIP } from "node:net";
import type { MslookupEndpoint } from "@symbolon/codecs/mslookup";
import type { RoutingAnswer } from "@symbolon/functions/bchf";

/** Services of the distributed GSM that are answered; all others meet silence. */
export const mslookupServices = ["gsup.hlr", "sip.voice", "smpp.sms"] as const;
export type MslookupService = (typeof mslookupServices)[number];

/** Port of GSUP where the URI names none (osmo-hlr). */
const GSUP_PORT = 4222;

/** Where a service of a holder is reached; mslookup carries addresses, never names. */
export interface ServiceAddress {
  readonly v4?: MslookupEndpoint;
  readonly v6?: MslookupEndpoint;
  /** Seconds since the subscriber was last seen there. 0, the default, says "at home" and ends the search. */
  readonly age?: number;
}

type Maybe<T> = T | undefined | Promise<T | undefined>;

export interface ServiceDirectory {
  /** Endpoint of a service other than `gsup.hlr`; `undefined` where the holder has none. */
  serviceAddress(service: Exclude<MslookupService, "gsup.hlr">, answer: RoutingAnswer): Maybe<ServiceAddress>;
  /** Address of a host that an HLR's URI names. Without it such a URI is not given out. */
  resolveHost?(host: string): Maybe<string>;
}

/** Where the HLR of an answer takes GSUP: the first IPv4 and the first IPv6 address among its URIs. */
export async function hlrAddress(answer: RoutingAnswer, directory: ServiceDirectory): Promise<ServiceAddress> {
  let found: ServiceAddress = {};
  for (const { type, uri } of answer.dataManagement) {
    const endpoint = type === "HLR" ? await endpointOf(uri, directory) : undefined;
    if (endpoint === undefined) continue;
    found = isIP(endpoint.address) === 4 ? { v4: endpoint, ...found } : { v6: endpoint, ...found };
  }
  return found;
}

async function endpointOf(uri: string, directory: ServiceDirectory): Promise<MslookupEndpoint | undefined> {
  if (!URL.canParse(uri)) return undefined;
  const { hostname, port } = new URL(uri);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const address = isIP(host) > 0 ? host : await directory.resolveHost?.(host);
  if (address === undefined || isIP(address) === 0) return undefined;
  return { address, port: port === "" ? GSUP_PORT : Number(port) };
}
