import { canonicalBytes, canonicalJson, type JsonObject, utf8 } from "@symbolon/base";
import type { HeaderSignature, SignedHeader } from "@symbolon/proofs";

export const HEADER_STATEMENT_DOMAIN = "symbolon/header-statement/1\n";

/** A follower's word on what the orderer has shown it. */
export interface HeaderStatement {
  readonly seen: SignedHeader;
  /** Another header of the same height with the orderer's signature: proof of two chains. */
  readonly conflicting?: SignedHeader;
  /** The follower's signature over {@link headerStatementBytes}. */
  readonly witness: HeaderSignature;
}

/** Port: how followers tell one another what they have seen. */
export interface HeaderWitness {
  publish(statement: HeaderStatement): Promise<void>;
  /** What other followers publish; ends when `signal` aborts. */
  statements(signal: AbortSignal): AsyncIterable<HeaderStatement>;
}

/** The octets that a follower signs. */
export function headerStatementBytes(statement: Omit<HeaderStatement, "witness">): Uint8Array {
  const { seen, conflicting } = statement;
  const said = conflicting === undefined ? { seen } : { seen, conflicting };
  return utf8(HEADER_STATEMENT_DOMAIN + canonicalJson(said as unknown as JsonObject));
}

/** Two signed headers of one height, as kept by a node that has seen them. */
export function encodeEvidence(one: SignedHeader, other: SignedHeader): Uint8Array {
  return canonicalBytes({ v: 1, headers: [one, other] } as unknown as JsonObject);
}
