import type { JsonObject, SignatureSuite } from "@symbolon/base";
import type { Contract } from "./contract.ts";
import type { ReadableState } from "./readable-state.ts";
import type { CertificateRole } from "./state-view.ts";

/** The key that a certificate identifier stands for, as recorded on the ledger. */
export interface SubmitterKey {
  readonly memberId: string;
  readonly role: CertificateRole;
  readonly suite: SignatureSuite;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
}

/** Why a certificate may not sign now. The codes are stable. */
export interface SubmitterRefusal {
  readonly code: "CERTIFICATE_UNKNOWN" | "CERTIFICATE_EXPIRED" | "CERTIFICATE_REVOKED" | "MEMBER_SUSPENDED";
  readonly message: string;
}

/** Finds who a certificate identifier belongs to. Written by the contract that keeps members; pure. */
export interface SubmitterRegistry {
  find(state: ReadableState, certificateId: string, blockTime: number): SubmitterKey | SubmitterRefusal;
}

/** Everything that the state machine runs: handed to a ledger by the program that opens it. */
export interface Ruleset {
  readonly contracts: readonly Contract[];
  readonly submitters: SubmitterRegistry;
}

/** What a ledger starts from. Its hash names the ledger. `contracts` maps a contract's name to what its `initialise` reads. */
export interface Genesis {
  readonly format: 1;
  readonly name: string;
  readonly time: number;
  readonly validators: readonly { readonly suite: SignatureSuite; readonly spki: string }[];
  readonly contracts: Readonly<Record<string, JsonObject>>;
}
