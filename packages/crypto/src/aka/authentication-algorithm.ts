/** What f2, f3, f4 and f5 give. */
export interface ChallengeKeys {
  readonly res: Uint8Array;
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
  /** Anonymity key, 6 octets. */
  readonly ak: Uint8Array;
}

export interface ChallengeResult extends ChallengeKeys {
  readonly macA: Uint8Array;
}

/**
 * An authentication and key generation algorithm set (TS 33.102 clause 6.3) bound to one subscriber's key: Milenage or TUAK.
 * RAND has 16 octets, SQN 6, AMF 2. Every method throws AKA_INVALID_LENGTH for other lengths.
 */
export interface AuthenticationAlgorithm {
  readonly name: "Milenage" | "TUAK";
  /** Octets of MAC-A and MAC-S. */
  readonly macLength: number;
  /** MAC-A: the network authenticates itself. */
  f1(rand: Uint8Array, sqn: Uint8Array, amf: Uint8Array): Uint8Array;
  /** MAC-S: authenticates a re-synchronisation. */
  f1Star(rand: Uint8Array, sqn: Uint8Array, amf: Uint8Array): Uint8Array;
  f2345(rand: Uint8Array): ChallengeKeys;
  /** AK*, 6 octets, hides SQN in a re-synchronisation. */
  f5Star(rand: Uint8Array): Uint8Array;
  /** f1 to f5 at once, as cheaply as the algorithm can. */
  f12345(rand: Uint8Array, sqn: Uint8Array, amf: Uint8Array): ChallengeResult;
}
