import type { SignatureSuite } from "@symbolon/base";
import type { CertificateRole } from "@symbolon/state";

export type MemberRole = "number-buyer" | "operator" | "registry" | "service-provider";

export type MemberStatus = "active" | "suspended" | "left";

export type EndpointType = "UDM" | "HSS" | "HLR" | "BSF" | "AAA" | "BCHF" | "number-server" | "data-store" | "api";

export type EndpointScheme = "http" | "https" | "diameter" | "diameters" | "gsup" | "radius" | "radsec";

/** Where one of a member's elements is reached. Routing records refer to it by name. */
export interface Endpoint {
  readonly name: string;
  readonly type: EndpointType;
  readonly scheme: EndpointScheme;
  /** DNS name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Diameter or RADIUS realm, or the domain of B-TIDs. */
  readonly realm?: string;
}

/** Whom a member belongs below (RIR > NIR > LIR > end user). Counts once the parent has confirmed it. */
export interface Parent {
  readonly member: string;
  readonly confirmed: boolean;
}

/** How to reach the people of a member. */
export interface Contact {
  readonly organisation: string;
  readonly email: string;
  readonly telephone?: string;
}

/** A document that the members looked at before they admitted: named and hashed, kept off the ledger. */
export interface AdmissionEvidence {
  readonly title: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** `member/<id>`. */
export interface MemberRecord {
  readonly v: 1;
  readonly id: string;
  readonly name: string;
  readonly status: MemberStatus;
  readonly roles: readonly MemberRole[];
  readonly endpoints: readonly Endpoint[];
  readonly contact: Contact;
  readonly evidence: readonly AdmissionEvidence[];
  readonly parent?: Parent;
  readonly joinedAt: number;
}

/** A certification authority of a member. */
export interface Authority {
  readonly suite: SignatureSuite;
  /** base64url of the SubjectPublicKeyInfo in DER. */
  readonly spki: string;
  /** base64url of the X.509 certificate in DER, for TLS; not parsed on the ledger. */
  readonly certificate: string;
  /** Set when another authority takes its place: from then on it signs nothing here. Milliseconds since 1970-01-01T00:00:00Z. */
  readonly until?: number;
}

/** `authority/<member id>`: apart from the member record, so that lookups do not carry it. */
export interface AuthorityRecord {
  readonly v: 1;
  readonly authorities: readonly Authority[];
}

/** `key`: signs transactions. `communication`: names a TLS peer. */
export type CertificateUse = "key" | "communication";

/** `certificate/<id>`; the id is the SHA-256 of the SubjectPublicKeyInfo in DER, hexadecimal. */
export interface CertificateRecord {
  readonly v: 1;
  readonly member: string;
  readonly use: CertificateUse;
  readonly role: CertificateRole;
  readonly suite: SignatureSuite;
  readonly spki: string;
  /** Milliseconds since 1970-01-01T00:00:00Z, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly revokedAt?: number;
}
