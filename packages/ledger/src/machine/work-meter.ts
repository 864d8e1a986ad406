import type { WorkLimit } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";

/** Keys that one call may read and write when its method names no other limit. */
export const DEFAULT_WORK_LIMIT: WorkLimit = { keysRead: 1_000, keysWritten: 200 };
/** Signatures that one call may verify beside the submitter's own. */
export const MAX_SIGNATURE_CHECKS = 32;
/** Octets that one call may hash, and have verified. */
export const MAX_HASHED_OCTETS = 1024 * 1024;
/** Octets that one call may write: values, keys, events. */
export const MAX_WRITTEN_OCTETS = 1024 * 1024;
/** Events of one call. */
export const MAX_EVENTS = 64;

export interface MeteredWork extends WorkLimit {
  readonly signatureChecks: number;
  readonly hashedOctets: number;
  readonly writtenOctets: number;
  readonly events: number;
}

export function meteredWork(limit: WorkLimit = DEFAULT_WORK_LIMIT): MeteredWork {
  return {
    keysRead: limit.keysRead,
    keysWritten: limit.keysWritten,
    signatureChecks: MAX_SIGNATURE_CHECKS,
    hashedOctets: MAX_HASHED_OCTETS,
    writtenOctets: MAX_WRITTEN_OCTETS,
    events: MAX_EVENTS,
  };
}

/** For the records that a ledger starts with. */
export const unlimitedWork: MeteredWork = {
  keysRead: Infinity,
  keysWritten: Infinity,
  signatureChecks: Infinity,
  hashedOctets: Infinity,
  writtenOctets: Infinity,
  events: Infinity,
};

/** Counts the work of one call down to nothing; after the first refusal it refuses all. */
export class WorkMeter {
  readonly #limit: MeteredWork;
  readonly #left: Record<keyof MeteredWork, number>;
  #exceeded: keyof MeteredWork | undefined;

  constructor(limit: MeteredWork) {
    this.#limit = limit;
    this.#left = { ...limit };
  }

  /** Set once a limit was passed, even when the contract caught the error. */
  get exceeded(): boolean {
    return this.#exceeded !== undefined;
  }

  left(kind: keyof MeteredWork): number {
    return this.#left[kind];
  }

  /** @throws WORK_LIMIT_EXCEEDED */
  charge(kind: keyof MeteredWork, amount: number): void {
    if (this.#exceeded !== undefined) throw this.refusal();
    this.#left[kind] -= amount;
    if (this.#left[kind] < 0) {
      this.#exceeded = kind;
      throw this.refusal();
    }
  }

  refusal() {
    const kind = this.#exceeded ?? "keysRead";
    return ledgerErrors.error("WORK_LIMIT_EXCEEDED", `the call passed its limit of ${this.#limit[kind]} ${kind}`);
  }
}
