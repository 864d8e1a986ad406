import type { JsonObject, SignatureSuite } from "@symbolon/base";
import type { ReadableState } from "./readable-state.ts";

/** Something that happened, for those who watch the ledger. Part of the hashed result. */
export interface StateEvent {
  /** Dotted and in the past tense: `numbers.recorded`. */
  readonly type: string;
  readonly data: JsonObject;
}

/** Who signed the transaction that is being executed, as the ledger has verified it. */
export interface Submitter {
  readonly memberId: string;
  readonly certificateId: string;
  readonly role: CertificateRole;
}

/** Role in the organisational unit of a key certificate. */
export type CertificateRole = "client" | "node" | "admin";

/**
 * All that a contract sees of the world: synchronous, metered, the same at every node.
 * Writes go to an overlay that later reads see; a throw writes nothing.
 */
export interface StateView extends ReadableState {
  /** @param value not empty */
  put(key: string, value: Uint8Array): void;
  delete(key: string): void;
  emit(event: StateEvent): void;
  sha256(bytes: Uint8Array): Uint8Array;
  /** @param spki SubjectPublicKeyInfo in DER. Malformed keys and signatures are `false`, never a throw. */
  verify(suite: SignatureSuite, spki: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean;
  /** Ledger identifier: statements signed for another ledger are refused. */
  readonly ledgerId: string;
  /** Hexadecimal, 64 digits. */
  readonly txId: string;
  readonly height: number;
  /** Milliseconds since 1970-01-01T00:00:00Z; may be as old as one heartbeat. */
  readonly blockTime: number;
  readonly submitter: Submitter;
}
