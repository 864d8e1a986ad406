import type { Refusal } from "../refusal-cause.ts";

export type DataManagementType = "UDM" | "HSS" | "HLR";

/** Who asks. */
export interface Requester {
  /** Name proved by mutual TLS (a SAN), absent on loopback. */
  readonly tlsIdentity?: string;
  readonly nfType?: string;
  /** PLMN of the serving network: MCC and MNC digits. */
  readonly plmn?: string;
}

export interface RoutingQuery {
  /** In TS 29.571 syntax, not yet checked: `imsi-...`, `msisdn-...`, `suci-...`, `nai-...`, `ipv4-...`. */
  readonly identifier: string;
  readonly requester: Requester;
  /** Only elements of this type are wanted. */
  readonly dataManagement?: DataManagementType;
  /** The user's credential, a compact JWS. */
  readonly credential?: string;
}

/** Where the data behind a number lives. */
export interface DataManagement {
  readonly type: DataManagementType;
  readonly uri: string;
  readonly fqdn?: string;
  readonly realm?: string;
  readonly host?: string;
}

export interface RoutingAnswer {
  readonly identifier: string;
  /** Member id, or an outside operator's name where only the plan knows the number. */
  readonly holder: string;
  readonly country?: string;
  readonly status: string;
  readonly dataManagement: readonly DataManagement[];
  readonly index?: string;
  readonly roamingContract?: string;
  /** True when member numbers lie above plan data of another holder: a ported or leased number. */
  readonly ported?: boolean;
  readonly source: "ledger" | "plan" | "classic";
  readonly height: number;
  readonly blockTime: number;
}

/** Where the copy stood when it refused. */
export interface RoutingRefusal extends Refusal {
  readonly height: number;
  readonly blockTime: number;
}

export type RoutingOutcome = RoutingAnswer | RoutingRefusal;

/** Port: a BCHF, with a copy of its own (answers at once) or asking another member's. */
export interface RoutingResolver {
  resolve(query: RoutingQuery): RoutingOutcome | Promise<RoutingOutcome>;
}
