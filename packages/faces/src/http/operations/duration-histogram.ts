import type { Metric, Registry } from "prom-client";

export interface DurationHistogramOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
}

type Labels = Readonly<Record<string, string>>;

interface DurationValue {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** Durations of one set of labels. */
export class DurationSeries {
  readonly #labels: Labels;
  readonly #bounds: Float64Array;
  /** For each bound what lies at or below it and above the one before; the last one is what lies above all. */
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels;
    this.#bounds = Float64Array.from(bounds);
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(seconds: number): void {
    const bounds = this.#bounds;
    let at = 0;
    while (at < bounds.length && seconds > (bounds[at] as number)) at += 1;
    this.#counts[at] = (this.#counts[at] as number) + 1;
    this.#sum += seconds;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#sum = 0;
  }

  /** In the order that Prometheus writes: buckets, each with what lies below it, sum, count. */
  values(name: string): DurationValue[] {
    let count = 0;
    const values: DurationValue[] = [];
    for (const [at, inBucket] of this.#counts.entries()) {
      count += inBucket;
      const labels = { le: this.#bounds[at] ?? "+Inf", ...this.#labels };
      values.push({ metricName: `${name}_bucket`, labels, value: count });
    }
    values.push({ metricName: `${name}_sum`, labels: this.#labels, value: this.#sum });
    values.push({ metricName: `${name}_count`, labels: this.#labels, value: count });
    return values;
  }
}

/**
 * A histogram for a registry of prom-client that counts by itself: looking labels up for each observation, as that of
 * prom-client does, takes as long as finding a number on the ledger.
 */
export class DurationHistogram {
  readonly name: string;
  readonly #help: string;
  readonly #buckets: readonly number[];
  readonly #series: DurationSeries[] = [];

  constructor({ name, help, buckets }: DurationHistogramOptions, { registry }: { readonly registry: Registry }) {
    this.name = name;
    this.#help = help;
    this.#buckets = buckets;
    registry.registerMetric(this as unknown as Metric);
  }

  /** A new series; to be kept, since the same labels must not be added twice. */
  series(labels: Labels): DurationSeries {
    const series = new DurationSeries(labels, this.#buckets);
    this.#series.push(series);
    return series;
  }

  /** What a registry asks of its metrics. */
  async get() {
    const values = this.#series.flatMap((series) => series.values(this.name));
    return { name: this.name, help: this.#help, type: "histogram", values, aggregator: "sum" };
  }

  reset(): void {
    for (const series of this.#series) series.reset();
  }
}
