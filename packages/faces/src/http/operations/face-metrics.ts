import { Counter, type Registry } from "prom-client";
import type { FaceObserver } from "../../face-observer.ts";
import { DurationHistogram, type DurationSeries } from "./duration-histogram.ts";

/** Seconds: from an answer out of the local copy to one that another member had to be asked for. */
const BUCKETS = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

type Outcomes = Map<string, DurationSeries>;

/** Metrics of every face in one registry. */
export class FaceMetrics implements FaceObserver {
  readonly #durations: DurationHistogram;
  readonly #turnedAway: Counter<"face" | "reason">;
  /** By face, operation and outcome. */
  readonly #known = new Map<string, Map<string, Outcomes>>();

  constructor(registry: Registry) {
    this.#durations = new DurationHistogram(
      {
        name: "symbolon_face_answer_duration_seconds",
        help: "Time from the arrival of a request to its answer, by face, operation and the protocol's own code",
        buckets: BUCKETS,
      },
      { registry },
    );
    this.#turnedAway = new Counter({
      name: "symbolon_face_turned_away_total",
      help: "Octets that were not the protocol and peers beyond a limit, by face and reason",
      labelNames: ["face", "reason"],
      registers: [registry],
    });
  }

  answered(face: string, operation: string, outcome: string, seconds: number): void {
    const series = this.#known.get(face)?.get(operation)?.get(outcome) ?? this.#add(face, operation, outcome);
    series.observe(seconds);
  }

  turnedAway(face: string, reason: string): void {
    this.#turnedAway.inc({ face, reason });
  }

  #add(face: string, operation: string, outcome: string): DurationSeries {
    const operations = this.#known.get(face) ?? new Map<string, Outcomes>();
    const outcomes: Outcomes = operations.get(operation) ?? new Map<string, DurationSeries>();
    const series = this.#durations.series({ face, operation, outcome });
    this.#known.set(face, operations.set(operation, outcomes.set(outcome, series)));
    return series;
  }
}
