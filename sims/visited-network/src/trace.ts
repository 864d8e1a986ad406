import type { Clock } from "@symbolon/base";

/** One exchange of a procedure, as people follow it. */
export interface TraceStep {
  /** The standard's name: `Nausf_UEAuthentication_Authenticate`, `Registration Request`. */
  readonly operation: string;
  readonly from: string;
  readonly to: string;
  /** What was answered: a status and cause, or the message that came back. */
  readonly answer: string;
  readonly milliseconds: number;
  /** Ledger height that the answer was read at. */
  readonly height?: number;
}

export interface Exchange<Answer> {
  readonly operation: string;
  readonly from: string;
  readonly to: string;
  readonly perform: () => Answer | Promise<Answer>;
  /** The answer in a few words. */
  readonly describe: (answer: Answer) => string;
  readonly height?: (answer: Answer) => number | undefined;
}

/** Collects the steps of one procedure and hands each on as it ends. */
export class Trace {
  readonly #clock: Clock;
  readonly #observe: (step: TraceStep) => void;
  readonly #steps: TraceStep[] = [];

  constructor(clock: Clock, observe: (step: TraceStep) => void) {
    this.#clock = clock;
    this.#observe = observe;
  }

  get steps(): readonly TraceStep[] {
    return this.#steps;
  }

  async record<Answer>({ operation, from, to, perform, describe, height }: Exchange<Answer>): Promise<Answer> {
    const start = this.#clock.monotonic();
    const answer = await perform();
    const milliseconds = this.#clock.monotonic() - start;
    const read = height?.(answer);
    const step = {
      operation,
      from,
      to,
      answer: describe(answer),
      milliseconds,
      ...(read === undefined ? {} : { height: read }),
    };
    this.#steps.push(step);
    this.#observe(step);
    return answer;
  }
}
