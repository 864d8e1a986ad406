import { canonicalJson, type JsonObject, parseCanonicalJson, SymbolonError, utf8 } from "@symbolon/base";
import fc from "fast-check";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { GENESIS_TIME } from "../test/consortium.ts";
import { alpha, BLOCK, buyer, opened, PRICING, privateNetworks, recording } from "../test/private-networks.ts";
import { buildGenesis } from "./genesis.ts";
import { contractSchemas, symbolonRuleset } from "./ruleset.ts";

const methods = symbolonRuleset.contracts.flatMap((contract) =>
  Object.entries(contract.methods).map(([name, method]) => ({ name: `${contract.name}.${name}`, method })),
);

/** Objects anywhere in a schema that take members nobody named. */
function openObjects(schema: unknown, path = ""): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { type, additionalProperties } = schema as { readonly type?: unknown; readonly additionalProperties?: unknown };
  const here = type === "object" && additionalProperties !== false ? [path] : [];
  return [...here, ...Object.entries(schema).flatMap(([name, inner]) => openObjects(inner, `${path}/${name}`))];
}

describe("the ruleset", () => {
  it("names every contract and version once, and exports the schema of every method", () => {
    const names = symbolonRuleset.contracts.map(({ name, version }) => `${name} ${version}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, method } of methods) {
      const [contract, methodName] = name.split(".") as [string, string];
      expect(contractSchemas[contract]?.[methodName]).toBe(method.args);
    }
  });

  it.each(methods)("takes no members that the schema of $name does not name", ({ method }) => {
    expect(openObjects(method.args)).toEqual([]);
  });

  it("is loaded by its module's address, for a thread of its own", async () => {
    const module = (await import(import.meta.resolve("@symbolon/contracts"))) as Record<string, unknown>;
    expect(module["symbolonRuleset"]).toBe(symbolonRuleset);
  });
});

describe("the genesis", () => {
  it("is canonical JSON, and the same for the same alliance", () => {
    const options = { name: "test", time: GENESIS_TIME, validators: [], founders: [buyer.profile, alpha.profile] };
    const text = canonicalJson(buildGenesis(options) as unknown as JsonObject);
    expect(parseCanonicalJson(utf8(text))).toEqual(buildGenesis(options));
  });
});

/** Values that a valid member of the arguments may be replaced by. */
const odd = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("315010123400050", "315010123499999", "315010123500000", "20005", "00000", "99999"),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom("alpha", "beta", "buyer", "registry", "udm", "hss", "cbrs", "msisdn", "imsi"),
  },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 2, 5, 11, 15, 1_000_000, GENESIS_TIME, 2 ** 53 - 1) },
  fc.constantFrom("", "0", "-1", "9".repeat(18), "0".repeat(64), "?".repeat(15), "__proto__"),
  fc.constantFrom(true, null, [], {}, 0.5),
);

/** Replaces one member, somewhere, by something odd. */
function mutate(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return by;
  const names = Object.keys(value);
  if (names.length === 0) return by;
  const name = names[step % names.length] as string;
  const inner = (value as Record<string, unknown>)[name];
  const replaced = mutate(inner, rest, by);
  if (Array.isArray(value)) return value.map((item: unknown, i) => (String(i) === name ? replaced : item));
  return { ...value, [name]: replaced };
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (cause) {
    return cause;
  }
}

describe("arguments that are not what they should be", () => {
  it("are refused by the schema or with a code, and nothing else is thrown", () => {
    const consortium = privateNetworks();
    const { application, ranges } = opened(consortium, "alpha", 100);
    const range = { start: BLOCK.start, end: BLOCK.start };
    const valid: readonly (readonly [member: string, name: string, args: object])[] = [
      ["buyer", "numbers.inject", { kind: "imsi", ranges: [{ start: "20000", end: "20009" }], pricing: PRICING }],
      [
        "alpha",
        "numbers.apply",
        { kind: "imsi", length: 15, count: 5, prefix: "31", pattern: "?".repeat(15), start: BLOCK.start },
      ],
      ["alpha", "numbers.open", { application, ranges: [range] }],
      [
        "alpha",
        "numbers.record",
        recording(ranges, { overlays: [{ number: BLOCK.start, index: "a" }], maximumFee: "1" }),
      ],
      ["alpha", "numbers.release", { kind: "imsi", ranges: [range] }],
      ["buyer", "numbers.bill", { kind: "imsi", ranges: [range] }],
      [
        "alpha",
        "numbers.claimSuci",
        { mcc: "315", mnc: "010", routingIndicator: "1", homeNetworkKeyId: 1, endpoint: "udm", imsi: BLOCK.start },
      ],
      [
        "registry",
        "numbers.importPlan",
        {
          name: "x",
          batch: 0,
          lines: [{ ...range, holder: { outside: "x", country: "46" } }],
          nextDigest: "0".repeat(64),
        },
      ],
      ["buyer", "settlement.revisePricing", { id: "cbrs", occupationFee: "1", setUpFee: "1", effectiveFrom: 1 }],
      ["alpha", "settlement.announcePayment", { payee: "buyer", currency: "USD", amount: "1", reference: "r" }],
      ["alpha", "members.putEndpoints", { endpoints: alpha.profile.endpoints }],
      [
        "alpha",
        "governance.propose",
        { kind: "number.reclaim", body: { kind: "imsi", ranges: [range], holder: "alpha", reason: "r" } },
      ],
      ["alpha", "governance.propose", { kind: "number.title", body: { member: "alpha", kind: "imsi", range } }],
    ];
    const accepts = new Map(methods.map(({ name, method }) => [name, Compile(method.args as TSchema)]));
    let executed = 0;
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.array(fc.nat(9), { maxLength: 5 }), odd, (which, path, by) => {
        const [member, name, args] = valid[which] as (typeof valid)[number];
        const mutated = mutate(args, path, by);
        if (accepts.get(name)?.Check(mutated) !== true) return;
        executed += 1;
        const keys = consortium.view.dump().length;
        const thrown = thrownBy(() => consortium.call(member, name, mutated as object));
        const isWhole = thrown === undefined || consortium.view.dump().length === keys;
        expect([thrown === undefined || thrown instanceof SymbolonError, isWhole]).toEqual([true, true]);
      }),
      { numRuns: 1500 },
    );
    expect(executed).toBeGreaterThan(100);
  }, 60_000);
});
