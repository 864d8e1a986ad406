import type { Clock } from "@symbolon/base";
import type { RoutingOutcome, RoutingQuery, RoutingResolver } from "@symbolon/functions/bchf";

/** Holders, and numbers in inclusive ranges, as a small consortium would have them. */
const holders: Readonly<Record<string, { readonly hlr: string }>> = {
  "factory-one": { hlr: "gsup://192.0.2.11:4222" },
  "factory-two": { hlr: "gsup://[2001:db8::12]:4333" },
};

interface SampleRange {
  readonly kind: "imsi" | "msisdn";
  readonly start: string;
  readonly end: string;
  readonly holder: keyof typeof holders;
  readonly ported?: boolean;
  readonly suspended?: boolean;
}

/** A later range lies above an earlier one. */
const ranges: readonly SampleRange[] = [
  { kind: "msisdn", start: "15551000000", end: "15551000999", holder: "factory-one" },
  { kind: "msisdn", start: "15551000500", end: "15551000509", holder: "factory-two", ported: true },
  { kind: "msisdn", start: "15551000900", end: "15551000909", holder: "factory-two", suspended: true },
  { kind: "imsi", start: "315010000100000", end: "315010000100999", holder: "factory-one" },
  { kind: "imsi", start: "315010000200000", end: "315010000200999", holder: "factory-two" },
];

const HEIGHT = 7;

/** A routing resolver over the sample, fresh at every moment. */
export class SampleResolver implements RoutingResolver {
  readonly #clock: Clock;

  constructor(modules: { readonly clock: Clock }) {
    this.#clock = modules.clock;
  }

  resolve({ identifier }: RoutingQuery): RoutingOutcome {
    const readAt = { height: HEIGHT, blockTime: this.#clock.now() };
    const [kind, digits = ""] = identifier.split("-");
    const range = ranges.findLast(
      (candidate) => candidate.kind === kind && candidate.start <= digits && digits <= candidate.end,
    );
    const holder = holders[range?.holder ?? ""];
    if (range === undefined || holder === undefined) {
      return { refused: "UNKNOWN_NUMBER", message: "no holder is on record", ...readAt };
    }
    if (range.suspended === true) return { refused: "MEMBER_SUSPENDED", message: "suspended", ...readAt };
    return {
      identifier,
      holder: range.holder,
      status: "active",
      dataManagement: [{ type: "HLR", uri: holder.hlr }],
      ...(range.ported === true ? { ported: true } : {}),
      source: "ledger",
      ...readAt,
    };
  }
}

export const machineClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
