export type DataManagementType = "UDM" | "HSS" | "HLR";

/** The element that keeps the data of a user. */
export interface DataManagement {
  readonly type: DataManagementType;
  readonly uri: string;
  readonly fqdn?: string;
  readonly realm?: string;
  readonly host?: string;
}

/** `GET /nbchf/v1/routing/{identifier}`: who holds an identifier and where its data is. */
export interface Routing {
  readonly identifier: string;
  readonly holder: string;
  readonly country?: string;
  readonly status: string;
  readonly dataManagement: readonly DataManagement[];
  readonly index?: string;
  readonly roamingContract?: string;
  /** True when member numbers lie above plan data of another holder. */
  readonly ported?: boolean;
  readonly source: "ledger" | "plan" | "classic";
  /** Ledger height that the answer was read at. */
  readonly height: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly blockTime: number;
}

/** ProblemDetails (RFC 9457) with the cause of TS 29.500. */
export interface Problem {
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly cause?: string;
}

/** One result of `POST /nbchf/v1/routing`: an answer or the problem that `GET` would have answered. */
export interface RoutingItem {
  readonly identifier: string;
  readonly status: number;
  readonly routing?: Routing;
  readonly problem?: Problem;
}

export interface RoutingQuery {
  readonly requesterNfType?: string;
  /** MCC and MNC digits of the serving network. */
  readonly requesterPlmn?: string;
  /** Only elements of this type. */
  readonly dataManagement?: DataManagementType;
  /** The user's credential, a compact JWS. */
  readonly credential?: string;
  readonly signal?: AbortSignal;
}
