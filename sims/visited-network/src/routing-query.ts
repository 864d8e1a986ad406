import { type JsonObject, type Plmn, formatPlmn } from "@symbolon/base";
import type { SbiAnswer, SbiClient } from "./sbi-client.ts";

export interface RoutingQuery {
  /** Address of the BCHF. */
  readonly bchf: string;
  /** In the syntax of TS 29.571. */
  readonly identifier: string;
  readonly servingNetwork: Plmn;
  /** The user's credential. */
  readonly credential: string | undefined;
}

/** Header that carries the user's credential to the BCHF and to the home UDM. */
const CREDENTIAL_HEADER = "x-symbolon-credential";

export function credentialHeaders(credential: string | undefined): Readonly<Record<string, string>> {
  return credential === undefined ? {} : { [CREDENTIAL_HEADER]: credential };
}

/** `GET /nbchf/v1/routing/{identifier}`. */
export function queryRouting(client: SbiClient, query: RoutingQuery): Promise<SbiAnswer> {
  const url = new URL(`/nbchf/v1/routing/${encodeURIComponent(query.identifier)}`, query.bchf);
  url.searchParams.set("requester-nf-type", "AMF");
  url.searchParams.set("requester-plmn", formatPlmn(query.servingNetwork));
  url.searchParams.set("data-management", "UDM");
  return client.request({ method: "GET", url, headers: credentialHeaders(query.credential) });
}

/** Address of the home UDM in a routing answer; undefined when it names none. */
export function homeUdmOf({ body }: SbiAnswer): string | undefined {
  const elements = body["dataManagement"];
  if (!Array.isArray(elements)) return undefined;
  const udm = (elements as readonly JsonObject[]).find((element) => element?.["type"] === "UDM");
  const uri = udm?.["uri"];
  return typeof uri === "string" && URL.canParse(uri) ? uri : undefined;
}

export function heightOf({ body }: SbiAnswer): number | undefined {
  return typeof body["height"] === "number" ? body["height"] : undefined;
}

/** Appends a path to an apiRoot that may have a prefix of its own (TS 29.501 clause 4.4.1). */
export function serviceUrl(apiRoot: string, path: string): URL {
  return new URL(apiRoot.replace(/\/+$/, "") + path);
}
