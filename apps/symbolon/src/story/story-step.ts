/** One step of the story: the standard's operation, who spoke to whom, what was answered, when. */
export interface StoryStep {
  /** As the standard names it: `Nudm_UECM Registration`, `S1002 apply`. */
  readonly operation: string;
  readonly from: string;
  readonly to: string;
  readonly answer: string;
  /** Ledger height of the answer, where it has one. */
  readonly height?: number;
  readonly milliseconds: number;
  /** True when this is what had to happen, a refusal included. */
  readonly expected: boolean;
}

/** A part of the story, with what it shows. */
export interface StoryChapter {
  readonly title: string;
  readonly steps: readonly StoryStep[];
}
