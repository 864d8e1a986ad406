import { canonicalJson, utf8 } from "@symbolon/base";
import type { HeaderSignature } from "./block-header.ts";

/** Signed by the orderer between blocks: this header was still the newest at this time. */
export interface SignedHeartbeat {
  readonly ledger: string;
  readonly height: number;
  readonly headerHash: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  readonly signature: HeaderSignature;
}

export const HEARTBEAT_DOMAIN = "symbolon/heartbeat/1\n";

/** The octets that the orderer signs: everything but the signature. */
export function heartbeatSigningBytes(heartbeat: Omit<SignedHeartbeat, "signature">): Uint8Array {
  const { ledger, height, headerHash, time } = heartbeat;
  return utf8(HEARTBEAT_DOMAIN + canonicalJson({ ledger, height, headerHash, time }));
}
