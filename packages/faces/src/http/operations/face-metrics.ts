import { Counter, Histogram, type Registry } from "prom-client";
import type { FaceObserver } from "../../face-observer.ts";

/** Seconds: from an answer out of the local copy to one that another member had to be asked for. */
const BUCKETS = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

type Answered = ReturnType<Histogram["labels"]>;

/** Metrics of every face in one registry. */
export class FaceMetrics implements FaceObserver {
  readonly #durations: Histogram<"face" | "operation" | "outcome">;
  readonly #turnedAway: Counter<"face" | "reason">;
  readonly #known = new Map<string, Answered>();

  constructor(registry: Registry) {
    this.#durations = new Histogram({
      name: "symbolon_face_answer_duration_seconds",
      help: "Time from the arrival of a request to its answer, by face, operation and the protocol's own code",
      labelNames: ["face", "operation", "outcome"],
      buckets: BUCKETS,
      registers: [registry],
    });
    this.#turnedAway = new Counter({
      name: "symbolon_face_turned_away_total",
      help: "Octets that were not the protocol and peers beyond a limit, by face and reason",
      labelNames: ["face", "reason"],
      registers: [registry],
    });
  }

  answered(face: string, operation: string, outcome: string, seconds: number): void {
    const name = `${face} ${operation} ${outcome}`;
    let answered = this.#known.get(name);
    if (answered === undefined) {
      answered = this.#durations.labels(face, operation, outcome);
      this.#known.set(name, answered);
    }
    answered.observe(seconds);
  }

  turnedAway(face: string, reason: string): void {
    this.#turnedAway.inc({ face, reason });
  }
}
