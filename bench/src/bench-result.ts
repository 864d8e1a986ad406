/** One measured figure beside the peer or bare minimum that did the same work in the same run. */
export interface BenchFigure {
  /** What was measured, in words. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The peer's figure in the same unit, when there is one. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** value / peer. */
  readonly ratio?: number;
  /** What the figure or ratio should reach, in words: ">= 0.6 x". */
  readonly bar?: string;
}

export interface BenchResult {
  readonly title: string;
  readonly figures: readonly BenchFigure[];
}

export interface BenchOptions {
  /** False: a short run that only shows the ratios; true: the sizes that the bars are stated for. */
  readonly full: boolean;
}
