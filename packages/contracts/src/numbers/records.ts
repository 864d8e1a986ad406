import type { NumberKind, SignatureSuite } from "@symbolon/base";
import type { RangeStatus } from "./state-machine.ts";

/** Numbers of one kind and length from `start` to `end`, both included. */
export interface NumberRange {
  readonly start: string;
  readonly end: string;
}

export type DataManagementType = "UDM" | "HSS" | "HLR";

/** The element that keeps the data behind a number: an endpoint of the holder, by its name. */
export interface DataManagementReference {
  readonly type: DataManagementType;
  readonly endpoint: string;
}

/** Whether a query must carry the user's credential. */
export type CredentialPolicy = "required" | "optional" | "off";

/** Where the user data of numbers lives and how queries for it are treated. */
export interface RoutingInfo {
  readonly dataManagement: readonly DataManagementReference[];
  /** Roaming-charging contract that a visited network reports usage to. */
  readonly roamingContract?: string;
  readonly credentialPolicy: CredentialPolicy;
}

/** What the numbers of a range have in common. Neighbours that are equal in all of it are one record. */
export interface RangeContent {
  readonly status: RangeStatus;
  /** Member that injected the numbers and is owed their fees; absent while `unassigned`. */
  readonly owner?: string;
  /** Identifier of the pricing contract; absent while `unassigned`. */
  readonly pricing?: string;
  /** Member that reserved, opened or recorded the numbers, or released them last while `quarantined`. */
  readonly holder?: string;
  /** Application by which they are reserved or opened. */
  readonly application?: string;
  /** When a reservation or a quarantine ends: from then on the numbers count as free. Milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt?: number;
  /** Occupation is charged up to here; a boundary of the pricing's periods, so it is equal for all numbers recorded in one period. */
  readonly paidUntil?: number;
  readonly routing?: RoutingInfo;
}

/** `range/<kind>/<length>/<end>`. */
export interface RangeRecord extends NumberRange, RangeContent {
  readonly v: 1;
  readonly kind: NumberKind;
  /** A number in it may have an overlay record; otherwise none has. */
  readonly overlaid?: true;
}

/** Public key against which a user's credentials are checked. */
export interface UserKey {
  readonly suite: SignatureSuite;
  /** base64url of the SubjectPublicKeyInfo in DER. */
  readonly spki: string;
}

/** `number/<kind>/<length>/<digits>`: what differs per number. */
export interface OverlayRecord {
  readonly v: 1;
  /** Opaque to the ledger: shortens the lookup at the data management element. */
  readonly index?: string;
  readonly userKey?: UserKey;
}

/** `plan/<kind>/<length>/<end>`: original allocation by a numbering plan, below what members injected. */
export interface PlanRecord extends NumberRange {
  readonly v: 1;
  readonly kind: NumberKind;
  readonly holder: OutsideHolder;
  readonly dataset: string;
}

/** An operator that need not be a member. */
export interface OutsideHolder {
  readonly outside: string;
  /** E.164 country code, 1 to 3 digits. */
  readonly country: string;
}

/** The parts of a SUCI that a visited network can route on (TS 23.003 clause 2.2B). */
export interface SuciTuple {
  readonly mcc: string;
  readonly mnc: string;
  /** 1 to 4 digits. */
  readonly routingIndicator: string;
  /** 0 to 255; 0 with the null scheme. */
  readonly homeNetworkKeyId: number;
}

/** `suci/<mcc>/<mnc>/<routing indicator>/<home network public key id>`. */
export interface SuciRecord extends SuciTuple {
  readonly v: 1;
  readonly holder: string;
  /** Endpoint of type UDM of the holder. */
  readonly endpoint: string;
}

/** `application/<id>`: what a member asked for and was given. Progress stands in the ranges themselves. */
export interface ApplicationRecord {
  readonly v: 1;
  /** The transaction that applied. */
  readonly id: string;
  readonly applicant: string;
  readonly kind: NumberKind;
  readonly requested: number;
  readonly granted: number;
  readonly ranges: readonly NumberRange[];
  readonly appliedAt: number;
  readonly expiresAt: number;
}

/** `due/<time>/<id>`: ranges to look at when `time` has passed. */
export interface DueRecord {
  readonly v: 1;
  readonly kind: NumberKind;
  readonly ranges: readonly NumberRange[];
}

/** `title/<kind>/<length>/<end>`: a member that owns numbers and may inject them. */
export interface TitleRecord extends NumberRange {
  readonly v: 1;
  readonly kind: NumberKind;
  readonly member: string;
}

/** `plan-dataset/<name>`: plan data that the members approved, and how far its import is. */
export interface PlanDatasetRecord {
  readonly v: 1;
  readonly name: string;
  readonly kind: NumberKind;
  /** SHA-256 of the file that people compared, hexadecimal. */
  readonly fileHash: string;
  /** Batches in all, and how many of them are in. */
  readonly batches: number;
  readonly imported: number;
  /** Digest that the next batch must have; see `planDigests`. */
  readonly nextDigest: string;
}
