import { Histogram, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { DurationHistogram } from "./duration-histogram.ts";

const buckets = [0.001, 0.01, 0.1];
const observed = [0.000_5, 0.001, 0.001_1, 0.01, 0.09, 0.1, 0.11, 7];

describe("DurationHistogram", () => {
  it("writes what a histogram of prom-client writes", async () => {
    const [theirs, ours] = [new Registry(), new Registry()];
    const peer = new Histogram({ name: "d_seconds", help: "h", labelNames: ["face"], buckets, registers: [theirs] });
    const histogram = new DurationHistogram({ name: "d_seconds", help: "h", buckets }, { registry: ours });
    const [http, dns] = [histogram.series({ face: "http" }), histogram.series({ face: "dns" })];
    for (const seconds of observed) {
      peer.observe({ face: "http" }, seconds);
      http.observe(seconds);
    }
    peer.observe({ face: "dns" }, 0.05);
    dns.observe(0.05);
    expect(await ours.metrics()).toBe(await theirs.metrics());
    expect(await ours.getMetricsAsJSON()).toMatchObject([{ name: "d_seconds", type: "histogram", aggregator: "sum" }]);
  });

  it("begins anew when its registry is reset", async () => {
    const registry = new Registry();
    const series = new DurationHistogram({ name: "d_seconds", help: "h", buckets }, { registry }).series({});
    series.observe(0.05);
    registry.resetMetrics();
    series.observe(0.005);
    expect(await registry.metrics()).toMatch(/d_seconds_sum 0.005\nd_seconds_count 1/);
  });
});
