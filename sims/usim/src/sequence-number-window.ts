/** Δ of TS 33.102 clause C.2.1: how far SEQ may jump ahead. */
export const DEFAULT_DELTA = 2 ** 28;
/** IND bits of TS 33.102 clause C.3: an array of 32 sequence numbers. */
export const DEFAULT_IND_BITS = 5;

export interface SequenceNumberWindowOptions {
  /** 0 to 8; 2^indBits sequence numbers are kept. */
  readonly indBits?: number;
  readonly delta?: number;
  /** L of clause C.2.3: how far SEQ may lie behind the highest one; absent: no limit. */
  readonly ageLimit?: number;
  /** Where a USIM that was in use before goes on. */
  readonly sequenceNumbers?: readonly number[];
}

/** The USIM's array of accepted sequence numbers (TS 33.102 Annex C.2): SQN = SEQ || IND. */
export class SequenceNumberWindow {
  readonly #indBits: number;
  readonly #delta: number;
  readonly #ageLimit: number;
  /** SEQ_MS by IND. */
  readonly #accepted: number[];

  constructor(options: SequenceNumberWindowOptions = {}) {
    this.#indBits = options.indBits ?? DEFAULT_IND_BITS;
    this.#delta = options.delta ?? DEFAULT_DELTA;
    this.#ageLimit = options.ageLimit ?? Number.POSITIVE_INFINITY;
    const kept = options.sequenceNumbers ?? [];
    this.#accepted = Array.from({ length: 2 ** this.#indBits }, (_, ind) => kept[ind] ?? 0);
  }

  /** Accepts and remembers a fresh SQN; a stale one, or one too far ahead, changes nothing. */
  accept(sqn: number): boolean {
    const seq = Math.floor(sqn / 2 ** this.#indBits);
    const ind = sqn % 2 ** this.#indBits;
    const highest = Math.max(...this.#accepted);
    if (seq <= (this.#accepted[ind] as number)) return false;
    if (seq - highest > this.#delta || highest - seq >= this.#ageLimit) return false;
    this.#accepted[ind] = seq;
    return true;
  }

  /** SQN_MS: the highest accepted SQN, as AUTS reports it (clause C.2.2). */
  get sqnMs(): number {
    const highest = Math.max(...this.#accepted);
    return highest * 2 ** this.#indBits + this.#accepted.indexOf(highest);
  }

  get sequenceNumbers(): readonly number[] {
    return [...this.#accepted];
  }
}
