import { Consortium, type TestMember, testMember } from "./consortium.ts";

/** A number buyer and two operators; made once, their keys are slow to make. */
const founders: readonly TestMember[] = [
  testMember("buyer", "number-buyer"),
  testMember("alpha", "operator"),
  testMember("beta", "operator"),
  testMember("registry", "registry"),
];

export const [buyer, alpha, beta, registry] = founders as [TestMember, TestMember, TestMember, TestMember];

export const PRICING = {
  id: "cbrs",
  currency: "USD",
  occupationFee: "300",
  setUpFee: "50",
  periodDays: 30,
  noticeDays: 10,
} as const;

export const ROUTING = {
  dataManagement: [{ type: "UDM", endpoint: "udm" }],
  credentialPolicy: "optional",
} as const;

/** The IMSI block 1234 of the shared network 315-010: 100,000 numbers. */
export const BLOCK = { start: "315010123400000", end: "315010123499999" } as const;

/** An alliance whose buyer has injected one block and gives credit to both operators. */
export function privateNetworks(credit = "1000000"): Consortium {
  const consortium = new Consortium({ founders: founders.map(({ profile }) => profile) });
  consortium.call("buyer", "numbers.inject", {
    kind: "imsi",
    ranges: [{ plmn: "315010", block: "1234" }],
    pricing: PRICING,
  });
  for (const member of ["alpha", "beta"]) {
    consortium.call("buyer", "settlement.setCreditLimit", { member, currency: "USD", limit: credit });
  }
  return consortium;
}

export interface Applied {
  readonly application: string;
  readonly granted: number;
  readonly ranges: readonly { readonly start: string; readonly end: string }[];
  readonly expiresAt: number;
}

export function apply(consortium: Consortium, member: string, count: number, options: object = {}): Applied {
  const args = { kind: "imsi", length: 15, count, ...options };
  return consortium.call(member, "numbers.apply", args) as unknown as Applied;
}

/** Applies for numbers and opens them. */
export function opened(consortium: Consortium, member: string, count: number, options: object = {}): Applied {
  const applied = apply(consortium, member, count, options);
  consortium.call(member, "numbers.open", { application: applied.application });
  return applied;
}

/** Arguments that record ranges at the price in force from the beginning. */
export function recording(
  ranges: readonly { readonly start: string; readonly end: string }[],
  options: object = {},
): object {
  return {
    kind: "imsi",
    ranges: ranges.map(({ start, end }) => ({ start, end, routing: ROUTING })),
    prices: [{ pricing: PRICING.id, revision: 1 }],
    ...options,
  };
}

/** Applies, opens and records. */
export function recorded(consortium: Consortium, member: string, count: number, options: object = {}): Applied {
  const applied = opened(consortium, member, count, options);
  consortium.call(member, "numbers.record", recording(applied.ranges));
  return applied;
}
