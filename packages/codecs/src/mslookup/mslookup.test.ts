import { readFileSync } from "node:fs";
import { concat, fromHex, toHex } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codecErrors } from "../errors.ts";
import { decodeMslookupAnswer, encodeMslookupAnswer, type MslookupAnswer } from "./answer.ts";
import { formatMslookupDomain, MSLOOKUP_SUFFIX, type MslookupDomain, parseMslookupDomain } from "./domain.ts";
import { decodeMslookupQuery, encodeMslookupQuery } from "./query.ts";

interface DecodedQuery {
  readonly header: { readonly id: number };
  readonly service: string;
  readonly idValue: string;
  readonly idType: string;
}
interface MslookupVectors {
  readonly vectors: readonly {
    readonly name: string;
    readonly kind: "query" | "answer";
    readonly hex: string;
    readonly forQuery?: string;
    readonly decoded: DecodedQuery;
    readonly result?: { readonly age: number; readonly v4?: [string, string]; readonly v6?: [string, string] };
  }[];
  readonly domains: readonly {
    readonly domain: string;
    readonly valid: boolean;
    readonly service?: string;
    readonly idValue?: string;
    readonly idType?: string;
  }[];
  readonly invalid: readonly { readonly name: string; readonly hex: string; readonly reason: string }[];
}
const file = JSON.parse(
  readFileSync(new URL("../../../../vectors/mslookup.json", import.meta.url), "utf8"),
) as MslookupVectors;
const queries = file.vectors.filter(({ kind }) => kind === "query");
const answers = file.vectors.filter(({ kind }) => kind === "answer");

/** A refusal's code, or what came of reading. */
function outcomeOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return codecErrors.is(error) ? error.code : error;
  }
}
/** gsup.hlr.<15 digits>.imsi.mdns.osmocom.org on the wire. */
const NAME_OCTETS = 48;
const REFUSALS = ["MSLOOKUP_MALFORMED", "DNS_MALFORMED"];

function endpoint(pair: [string, string] | undefined) {
  return pair === undefined ? undefined : { address: pair[0], port: Number(pair[1]) };
}

describe("vectors/mslookup.json", () => {
  it.each(queries)("reads and writes $name", ({ hex, decoded }) => {
    const query = decodeMslookupQuery(fromHex(hex), MSLOOKUP_SUFFIX);
    const { service, idValue: id, idType } = decoded;
    expect(query).toEqual({ packetId: decoded.header.id, service, id, idType });
    expect(toHex(encodeMslookupQuery(query as NonNullable<typeof query>, MSLOOKUP_SUFFIX))).toBe(hex);
  });

  it.each(answers)("reads and writes $name", ({ hex, forQuery, result }) => {
    const answer = decodeMslookupAnswer(fromHex(hex), MSLOOKUP_SUFFIX);
    const query = decodeMslookupQuery(fromHex(forQuery ?? ""), MSLOOKUP_SUFFIX);
    const [v4, v6] = [endpoint(result?.v4), endpoint(result?.v6)];
    expect(answer).toEqual({ ...query, age: result?.age, ...(v4 && { v4 }), ...(v6 && { v6 }) });
    expect(toHex(encodeMslookupAnswer(answer, MSLOOKUP_SUFFIX))).toBe(hex);
  });

  it.each(file.invalid)("refuses $name: $reason", ({ hex }) => {
    expect(REFUSALS).toContain(outcomeOf(() => decodeMslookupAnswer(fromHex(hex), MSLOOKUP_SUFFIX)));
  });

  it.each(file.domains.filter(({ valid }) => valid))(
    "reads the domain $domain",
    ({ domain, service, idValue, idType }) => {
      const parsed = parseMslookupDomain(domain);
      expect(parsed).toEqual({ service, id: idValue, idType });
      expect(formatMslookupDomain(parsed)).toBe(domain);
    },
  );

  it.each(file.domains.filter(({ valid }) => !valid))("refuses the domain $domain", ({ domain }) => {
    expect(outcomeOf(() => parseMslookupDomain(domain))).toBe("MSLOOKUP_MALFORMED");
  });
});

describe("decodeMslookupQuery", () => {
  const octets = fromHex(queries[0]?.hex ?? "");
  const read = (changed: Uint8Array, suffix = MSLOOKUP_SUFFIX) => outcomeOf(() => decodeMslookupQuery(changed, suffix));

  it("lets answers pass unread", () => {
    expect(read(octets.with(2, 0x80))).toBeUndefined();
  });

  it.each([
    ["type A", octets.with(octets.length - 3, 1)],
    ["another class", octets.with(octets.length - 1, 3)],
    ["another opcode", octets.with(2, 0x28)],
    ["two questions", octets.with(5, 2)],
    ["a cut name", octets.slice(0, 30)],
    ["a compressed name", fromHex("74a200000001000000000000c00c00ff0001")],
  ])("refuses a query with %s", (_, changed) => {
    expect(REFUSALS).toContain(read(changed));
  });

  it("refuses names below another suffix", () => {
    expect(read(octets, "mdns.example.net")).toBe("MSLOOKUP_MALFORMED");
    expect(read(octets, "osmocom.org.")).toBe("MSLOOKUP_MALFORMED");
  });
});

const domains: fc.Arbitrary<MslookupDomain> = fc.oneof(
  fc.record({
    service: fc.constantFrom("gsup.hlr", "x"),
    idType: fc.constant("imsi"),
    id: fc.stringMatching(/^\d{6,15}$/),
  }),
  fc.record({
    service: fc.constantFrom("sip.voice", "smpp.sms"),
    idType: fc.constant("msisdn"),
    id: fc.stringMatching(/^\d{1,15}$/),
  }),
);

describe("decodeMslookupAnswer", () => {
  const base: MslookupAnswer = { service: "gsup.hlr", idType: "imsi", id: "901700000014701", packetId: 1, age: 0 };
  const v4 = { address: "192.0.2.1", port: 1 };
  const v6 = { address: "2001:db8::1", port: 1 };
  /** Header and TXT age once, then the address and port records of each answer. */
  const joined = (...parts: readonly Partial<MslookupAnswer>[]) => {
    const wire = parts.map((part) => encodeMslookupAnswer({ ...base, ...part }, MSLOOKUP_SUFFIX));
    const start = encodeMslookupAnswer({ ...base, v4 }, MSLOOKUP_SUFFIX).length;
    const addressRecords = 2 * (NAME_OCTETS + 10) + 4 + "?port=1".length;
    const head = start - addressRecords;
    const octets = concat((wire[0] as Uint8Array).subarray(0, head), ...wire.map((answer) => answer.subarray(head)));
    return octets.with(7, 1 + 2 * parts.length);
  };

  it("takes IPv4 before IPv6 only, each once", () => {
    const read = (octets: Uint8Array) => outcomeOf(() => decodeMslookupAnswer(octets, MSLOOKUP_SUFFIX));
    expect(read(joined({ v4 }, { v6 }))).toEqual({ ...base, v4, v6 });
    expect(read(joined({ v6 }, { v4 }))).toBe("MSLOOKUP_MALFORMED");
    expect(read(joined({ v4 }, { v4 }))).toBe("MSLOOKUP_MALFORMED");
    expect(read(joined({ v6 }, { v6 }))).toBe("MSLOOKUP_MALFORMED");
  });
});

describe("encodeMslookupAnswer", () => {
  it("writes what decodeMslookupAnswer reads", () => {
    const port = fc.integer({ min: 1, max: 0xffff });
    const v4 = fc.record({ address: fc.ipV4(), port });
    const group = fc.oneof(fc.constant(0), fc.nat(0xffff));
    const address = fc
      .array(group, { minLength: 8, maxLength: 8 })
      .map((groups) =>
        new URL(`http://[${groups.map((value) => value.toString(16)).join(":")}]`).hostname.slice(1, -1),
      );
    const endpoints = fc.oneof(
      fc.record({ v4 }),
      fc.record({ v6: fc.record({ address, port }) }),
      fc.record({ v4, v6: fc.record({ address, port }) }),
    );
    const numbers = fc.record({ packetId: fc.nat(0xffff), age: fc.nat(0xffff_ffff) });
    fc.assert(
      fc.property(domains, endpoints, numbers, (domain, addresses, rest) => {
        const answer: MslookupAnswer = { ...domain, ...addresses, ...rest };
        expect(decodeMslookupAnswer(encodeMslookupAnswer(answer, MSLOOKUP_SUFFIX), MSLOOKUP_SUFFIX)).toEqual(answer);
      }),
    );
  });

  const base: MslookupAnswer = { service: "gsup.hlr", idType: "imsi", id: "901700000014701", packetId: 1, age: 0 };
  it.each([
    ["no address", {}],
    ["a host name", { v4: { address: "hlr.example.net", port: 4222 } }],
    ["a short IPv4 address", { v4: { address: "10.1", port: 4222 } }],
    ["an IPv4 octet of 256", { v4: { address: "10.0.0.256", port: 4222 } }],
    ["an IPv6 address with two gaps", { v6: { address: "1::2::3", port: 4222 } }],
    ["an IPv6 address of nine groups", { v6: { address: "1:2:3:4:5:6:7:8:9", port: 4222 } }],
    ["port 0", { v4: { address: "10.0.0.1", port: 0 } }],
    ["port 65536", { v4: { address: "10.0.0.1", port: 65_536 } }],
    ["a negative age", { v4: { address: "10.0.0.1", port: 1 }, age: -1 }],
  ])("refuses %s", (_, parts) => {
    const code = outcomeOf(() => encodeMslookupAnswer({ ...base, ...parts }, MSLOOKUP_SUFFIX));
    expect(["MSLOOKUP_MALFORMED", "DNS_INVALID_VALUE"]).toContain(code);
  });
});

describe("fuzz", () => {
  const corpus = [...file.vectors, ...file.invalid].map(({ hex }) => fromHex(hex));
  const codes = (octets: Uint8Array) =>
    [decodeMslookupQuery, decodeMslookupAnswer]
      .map((read) => outcomeOf(() => void read(octets, MSLOOKUP_SUFFIX)))
      .filter((outcome) => outcome !== undefined && !REFUSALS.includes(outcome as string));

  it("answers random and mutated octets with a value or its own error", () => {
    const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 5 });
    const mutated = fc
      .tuple(fc.constantFrom(...corpus), changes)
      .map(([octets, list]) => list.reduce((copy, [at, octet]) => copy.with(at % copy.length, octet), octets));
    const any = fc.oneof(fc.uint8Array({ maxLength: 400 }), mutated);
    fc.assert(
      fc.property(any, (octets) => {
        expect(codes(octets)).toEqual([]);
      }),
      { numRuns: 4000 },
    );
  });
});
