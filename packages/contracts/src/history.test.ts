import { SymbolonError } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Consortium, DAY } from "../test/consortium.ts";
import { PRICING, privateNetworks, ROUTING } from "../test/private-networks.ts";
import { listRanges } from "./numbers/reading.ts";
import type { NumberRange, RangeRecord } from "./numbers/records.ts";
import { sameContent } from "./numbers/range-map.ts";
import { listAccounts } from "./settlement/reading.ts";

const members = ["buyer", "alpha", "beta"] as const;
/** Numbers of the first hundred of the block: histories meet each other there. */
const at = (n: number): string => `3150101234000${String(n).padStart(2, "0")}`;

const span = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 30 }))
  .map(([from, size]) => ({ start: at(from), end: at(Math.min(from + size, 99)) }));

const step = fc.record({
  member: fc.constantFrom(...members),
  what: fc.constantFrom(
    "apply",
    "open",
    "record",
    "route",
    "release",
    "cancel",
    "bill",
    "clean",
    "pay",
    "confirm",
    "wait",
    "withdraw",
    "revise",
  ),
  span,
  count: fc.integer({ min: 1, max: 60 }),
  which: fc.nat(),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Made {
  readonly id: string;
  readonly member: string;
  readonly ranges: readonly NumberRange[];
}

const NOTHING: Made = { id: "0".repeat(64), member: "alpha", ranges: [{ start: at(0), end: at(99) }] };

/** Plays steps as they come: many are refused, with a code, and then nothing has happened. */
class History {
  readonly consortium: Consortium = privateNetworks("100000");
  readonly codes: string[] = [];
  readonly #applications: Made[] = [];
  readonly #payments: Made[] = [];

  play(steps: readonly Step[]): this {
    for (const one of steps) this.codes.push(this.#take(one));
    return this;
  }

  #take(one: Step): string {
    const { what, count, which } = one;
    const { consortium } = this;
    const kind = "imsi";
    const application = this.#applications[which % Math.max(1, this.#applications.length)] ?? NOTHING;
    const payment = (this.#payments[which % Math.max(1, this.#payments.length)] ?? NOTHING).id;
    // Mostly the right member with the numbers of its own, sometimes anybody with any.
    const stray = which % 4 === 0;
    const member = stray ? one.member : application.member;
    const ranges = stray ? [one.span] : application.ranges;
    const policy = which % 3 === 0 ? "off" : "required";
    const routed = ranges.map(({ start, end }) => ({ start, end, routing: { ...ROUTING, credentialPolicy: policy } }));
    const prices = [{ pricing: PRICING.id, revision: which % 5 === 0 ? 2 : 1 }];
    const effectiveFrom = Math.ceil(consortium.view.blockTime / (30 * DAY) + 1) * 30 * DAY;
    const calls: Readonly<Record<string, () => string>> = {
      wait: () => (consortium.passDays(which % 40), "waited"),
      apply: () => this.#try(one.member, "numbers.apply", { kind, length: 15, count }, this.#applications),
      open: () => this.#try(member, "numbers.open", { application: application.id }),
      cancel: () => this.#try(member, "numbers.cancel", { application: application.id }),
      record: () => this.#try(member, "numbers.record", { kind, ranges: routed, prices }),
      route: () => this.#try(member, "numbers.route", { kind, ranges: routed }),
      release: () => this.#try(member, "numbers.release", { kind, ranges }),
      withdraw: () => this.#try(one.member, "numbers.withdraw", { kind, ranges: [one.span] }),
      bill: () => this.#try("buyer", "numbers.bill", { kind, ranges: [one.span] }),
      clean: () => this.#try(member, "numbers.clean", {}),
      pay: () =>
        this.#try(
          member,
          "settlement.announcePayment",
          { payee: "buyer", currency: "USD", amount: String(count), reference: "r" },
          this.#payments,
        ),
      confirm: () => this.#try("buyer", "settlement.confirmPayment", { payment }),
      revise: () =>
        this.#try("buyer", "settlement.revisePricing", {
          id: PRICING.id,
          occupationFee: String(count),
          setUpFee: "1",
          effectiveFrom,
        }),
    };
    return (calls[what] as () => string)();
  }

  #try(member: string, method: string, args: object, made?: Made[]): string {
    try {
      const result = this.consortium.call(member, method, args) as { ranges?: readonly NumberRange[] } | null;
      made?.push({ id: this.consortium.view.txId, member, ranges: result?.ranges ?? [] });
      return "done";
    } catch (cause) {
      if (cause instanceof SymbolonError) return cause.code;
      throw cause;
    }
  }
}

function expectWhole(ranges: readonly RangeRecord[]): void {
  expect(ranges[0]?.start).toBe("0".repeat(15));
  expect(ranges.at(-1)?.end).toBe("9".repeat(15));
  for (let i = 1; i < ranges.length; i += 1) {
    const [left, right] = [ranges[i - 1] as RangeRecord, ranges[i] as RangeRecord];
    expect(Number(right.start)).toBe(Number(left.end) + 1);
    expect(sameContent(left, right)).toBe(false);
  }
}

/** What each status has, and what it has not. */
const shapes: Readonly<Record<RangeRecord["status"], readonly string[]>> = {
  unassigned: [],
  free: ["owner", "pricing"],
  reserved: ["application", "expiresAt", "holder", "owner", "pricing"],
  opened: ["application", "expiresAt", "holder", "owner", "pricing"],
  recorded: ["holder", "owner", "paidUntil", "pricing", "routing"],
  quarantined: ["expiresAt", "holder", "owner", "pricing"],
};

describe("any history of transactions", () => {
  it("keeps the map of ranges whole, every record in the shape of its status, and all accounts at zero in sum", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 80, size: "max" }), (steps) => {
        const { consortium, codes } = new History().play(steps);
        for (const code of codes) reached.add(code);
        const ranges = listRanges(consortium.view, "imsi", "0".repeat(15), 10_000);
        expectWhole(ranges);
        for (const { v: _, kind: __, start: ___, end: ____, status, overlaid: _____, ...content } of ranges) {
          expect(Object.keys(content).sort()).toEqual(shapes[status]);
          reached.add(status);
        }
        const accounts = listAccounts(consortium.view, 1000);
        expect(accounts.reduce((sum, { balance }) => sum + BigInt(balance), 0n)).toBe(0n);
        for (const account of accounts) {
          const other = accounts.find(
            ({ member, counterparty }) => member === account.counterparty && counterparty === account.member,
          );
          expect(BigInt(other?.balance ?? 0) + BigInt(account.balance)).toBe(0n);
        }
      }),
      { numRuns: 80 },
    );
    for (const status of ["free", "reserved", "opened", "recorded", "quarantined", "done", "NUMBER_NOT_HELD"]) {
      expect(reached).toContain(status);
    }
  }, 60_000);

  it("is executed to the same state twice", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [one, other] = [new History().play(steps), new History().play(steps)];
        expect(other.codes).toEqual(one.codes);
        expect(other.consortium.view.dump()).toEqual(one.consortium.view.dump());
        expect(other.consortium.view.events).toEqual(one.consortium.view.events);
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
