/** Authentication methods of TS 33.501 clause 6.1. */
export type AuthenticationMethod = "5G_AKA" | "EAP_AKA_PRIME";

export const authenticationMethods: readonly AuthenticationMethod[] = ["5G_AKA", "EAP_AKA_PRIME"];

/** Algorithm sets: MILENAGE (TS 35.206) or TUAK (TS 35.231). */
export type AlgorithmSet = "milenage" | "tuak";

/** What the AuC keeps of a subscription. `k` and `opc` are secrets: never log, never put into errors. */
export interface AuthenticationSubscription {
  /** `imsi-<digits>` or `nai-...` */
  readonly supi: string;
  readonly method: AuthenticationMethod;
  readonly algorithm: AlgorithmSet;
  /** 16 octets, with TUAK 16 or 32. */
  readonly k: Uint8Array;
  /** OPc of 16 octets with MILENAGE, TOPc of 32 with TUAK. */
  readonly opc: Uint8Array;
  /** Authentication management field, 2 octets. */
  readonly amf: Uint8Array;
  /** Length of IND, the lower part of SQN (TS 33.102 clause C.1.1.1), in bits. */
  readonly indBits: number;
}

/** SEQ numbers that belong to one caller alone: `firstSeq`, `firstSeq + 1`, one per challenge. */
export interface SequenceAllocation {
  readonly subscription: AuthenticationSubscription;
  readonly firstSeq: number;
}

/** Challenges per subscriber that a terminal may still answer; older ones are forgotten. */
export const MAX_OUTSTANDING_CHALLENGES = 16;

/** Port: keys and sequence numbers of subscribers. */
export interface AuthenticationStore {
  /**
   * Advances SEQ by one for each RAND (16 octets, at most {@link MAX_OUTSTANDING_CHALLENGES} of them) and remembers the RANDs until `expiresAt`; on disk before it resolves.
   * Concurrent calls share transactions.
   * @returns undefined when the SUPI is unknown, "exhausted" when SEQ has reached its end
   * @throws SUBSCRIBER_STORE_BUSY, SUBSCRIBER_STORE_FAILED, SECRET_UNREADABLE
   */
  allocate(
    supi: string,
    rands: readonly Uint8Array[],
    expiresAt: number,
  ): Promise<SequenceAllocation | "exhausted" | undefined>;
  /** Reads without advancing anything. */
  subscription(supi: string): Promise<AuthenticationSubscription | undefined>;
  /** True when `rand` was sent to the subscriber and is neither used up nor expired at `now`. */
  outstanding(supi: string, rand: Uint8Array, now: number): Promise<boolean>;
  /**
   * Uses up the challenge and, when the terminal's `seqMs` is ahead of SEQ or more than `delta` behind it, sets SEQ to it
   * (TS 33.102 clauses 6.3.5 and C.2.1), in one transaction.
   * @returns false, with nothing changed, when the challenge is not outstanding any more
   */
  resynchronise(supi: string, rand: Uint8Array, seqMs: number, delta: number, now: number): Promise<boolean>;
}
