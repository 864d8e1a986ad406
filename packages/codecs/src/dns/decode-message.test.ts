import { readFileSync } from "node:fs";
import { fromHex, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { encode as encodePacket } from "dns-packet";
import { describe, expect, it } from "vitest";
import { codecErrors } from "../errors.ts";
import { decodeDnsAnswer, decodeDnsHeader, decodeDnsQuery, MAX_QUERY_RECORDS } from "./decode-message.ts";
import { enumNumberOf, isWithinZone } from "./enum-name.ts";
import { CLASS_IN, recordTypes } from "./message.ts";
import { encodeDnsQuery } from "./query-encoder.ts";

interface EnumVector {
  readonly name: string;
  readonly aus: string;
  readonly queryDomain: string;
  readonly queryHex: string;
  readonly responseHex: string;
  readonly rcode: number;
  readonly ttl: number;
  readonly records: readonly Readonly<Record<string, string | number>>[];
}
interface EnumVectors {
  readonly vectors: readonly EnumVector[];
  readonly invalid: readonly { readonly name: string; readonly responseHex: string }[];
}
const file: EnumVectors = JSON.parse(
  readFileSync(new URL("../../../../vectors/enum.json", import.meta.url), "utf8"),
) as EnumVectors;

const refused = (octets: Uint8Array, read: (octets: Uint8Array) => unknown) => {
  try {
    read(octets);
    return undefined;
  } catch (error) {
    return codecErrors.is(error, "DNS_MALFORMED") ? "DNS_MALFORMED" : error;
  }
};

describe("vectors/enum.json", () => {
  it.each(file.vectors)("reads the query of $name", ({ queryHex, queryDomain, aus }) => {
    const { header, question, edns } = decodeDnsQuery(fromHex(queryHex));
    expect(header).toMatchObject({ id: 0x1a2b, isResponse: false, opcode: 0, recursionDesired: true });
    expect(question).toMatchObject({ name: queryDomain, type: recordTypes.NAPTR, class: CLASS_IN });
    expect(edns).toBeUndefined();
    const zone = queryDomain.split(".").slice(-2).join(".");
    expect(isWithinZone(question.name, zone)).toBe(true);
    expect(`+${enumNumberOf(question.name, zone)}`).toBe(aus);
  });

  it.each(file.vectors)("reads the response of $name", ({ responseHex, rcode, ttl, records, queryDomain }) => {
    const answer = decodeDnsAnswer(fromHex(responseHex));
    expect(answer.header).toMatchObject({ isResponse: true, authoritative: true, responseCode: rcode });
    expect(answer.answers).toHaveLength(records.length);
    for (const [i, { order, preference, flags, services, regexp, replacement }] of records.entries()) {
      const fields = {
        order,
        preference,
        flags,
        services,
        regexp,
        replacement: String(replacement).replace(/\.$/, ""),
      };
      expect(answer.answers[i]).toEqual({ type: "NAPTR", name: queryDomain, ttl, ...fields });
    }
  });

  it.each(file.invalid)("refuses $name", ({ responseHex }) => {
    expect(refused(fromHex(responseHex), decodeDnsAnswer)).toBe("DNS_MALFORMED");
  });
});

describe("decodeDnsQuery", () => {
  const query = encodeDnsQuery(7, "4.3.2.1.e164.arpa", "NAPTR");

  it("reads what encodeDnsQuery wrote, with the payload size", () => {
    const read = decodeDnsQuery(query);
    expect(read.question.name).toBe("4.3.2.1.e164.arpa");
    expect(read.edns).toEqual({ udpPayloadSize: 1232, version: 0, dnssecOk: false });
  });

  it("reads names in any case and keeps the asker's own spelling", () => {
    const shouted = encodeDnsQuery(7, "4.3.E164.ArPa", "NAPTR");
    const { question } = decodeDnsQuery(shouted);
    expect(question.name).toBe("4.3.e164.arpa");
    expect(Buffer.from(question.octets).toString("latin1")).toContain("ArPa");
  });

  it("raises a payload size below 512, and reads version and DO", () => {
    const octets = encodePacket({
      id: 1,
      type: "query",
      questions: [{ name: "e164.arpa", type: "SOA", class: "IN" }],
      additionals: [
        { name: ".", type: "OPT", udpPayloadSize: 100, flags: 0x8000, options: [{ code: 10, data: Buffer.alloc(8) }] },
      ],
    });
    expect(decodeDnsQuery(octets).edns).toEqual({ udpPayloadSize: 512, version: 0, dnssecOk: true });
  });

  it.each([
    ["no question", [0, 5], 0],
    ["two questions", [0, 5], 2],
    ["an answer", [0, 7], 1],
    ["an authority record that is not there", [0, 9], 1],
    ["more additional records than are read", [0, 11], MAX_QUERY_RECORDS + 1],
  ])("refuses a query with %s", (_, [, at], count) => {
    const changed = query.slice();
    changed[at as number] = count;
    expect(refused(changed, decodeDnsQuery)).toBe("DNS_MALFORMED");
  });

  it("refuses two OPT records, octets behind the query and a pointer in the question", () => {
    const opt = query.slice(-11);
    const twice = Uint8Array.from([...query, ...opt]);
    twice[11] = 2;
    expect(refused(twice, decodeDnsQuery)).toBe("DNS_MALFORMED");
    expect(refused(Uint8Array.from([...query, 0]), decodeDnsQuery)).toBe("DNS_MALFORMED");
    const pointing = fromHex("000101000001000000000000c00c00230001");
    expect(refused(pointing, decodeDnsQuery)).toBe("DNS_MALFORMED");
    const intoHeader = fromHex("000101000001000000000000c00400230001");
    expect(refused(intoHeader, decodeDnsQuery)).toBe("DNS_MALFORMED");
  });

  it("refuses a name of more than 255 octets, and takes one of 255", () => {
    const named = (...sizes: number[]) => {
      const labels = sizes.flatMap((size) => [size, ...Array.from({ length: size }, () => 0x61)]);
      const octets = Uint8Array.from([...query.slice(0, 12), ...labels, 0, 0, 35, 0, 1]);
      octets[11] = 0;
      return octets;
    };
    expect(refused(named(63, 63, 63, 61), decodeDnsQuery)).toBeUndefined();
    expect(refused(named(63, 63, 63, 62), decodeDnsQuery)).toBe("DNS_MALFORMED");
  });

  it("escapes dots, backslashes and octets that are not printable", () => {
    const label = utf8("a.\\\u0007");
    const octets = Uint8Array.from([...query.slice(0, 12), label.length, ...label, 0, 0, 35, 0, 1]);
    octets[11] = 0;
    expect(decodeDnsQuery(octets).question.name).toBe("a\\.\\\\\\007");
  });
});

describe("decodeDnsAnswer", () => {
  it("refuses a pointer that leads forward", () => {
    const forward = "000184000000000100000000c0180063000100000000000100";
    expect(refused(fromHex(forward), decodeDnsAnswer)).toBe("DNS_MALFORMED");
    expect(refused(fromHex(forward.replace("c018", "00")), decodeDnsAnswer)).toBeUndefined();
  });
});

describe("fuzz", () => {
  const corpus = file.vectors.flatMap(({ queryHex, responseHex }) => [fromHex(queryHex), fromHex(responseHex)]);
  const reads = [decodeDnsHeader, (octets: Uint8Array) => decodeDnsQuery(octets), decodeDnsAnswer];
  const outcomes = (octets: Uint8Array) => reads.map((read) => refused(octets, read) ?? "DNS_MALFORMED");
  const allowed = ["DNS_MALFORMED", "DNS_MALFORMED", "DNS_MALFORMED"];

  it("answers random octets with a value or DNS_MALFORMED", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (octets) => {
        expect(outcomes(octets)).toEqual(allowed);
      }),
      { numRuns: 2000 },
    );
  });

  it("answers mutated messages with a value or DNS_MALFORMED", () => {
    const mutations = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 });
    const mutated = fc.tuple(fc.constantFrom(...corpus), mutations, fc.nat(400)).map(([octets, changes, cut]) => {
      const copy = octets.slice(0, Math.max(octets.length - (cut % 7), 0));
      for (const [at, octet] of changes) copy[at % Math.max(copy.length, 1)] = octet;
      return copy;
    });
    fc.assert(
      fc.property(mutated, (octets) => {
        expect(outcomes(octets)).toEqual(allowed);
      }),
      { numRuns: 4000 },
    );
  });

  it("spends bounded work on names that point to names", () => {
    const chain: number[] = [0, 1, 0x84, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0];
    while (chain.length < 65_000)
      chain.push(0xc0 | (((chain.length - 2) >>> 8) & 0x3f), (chain.length - 2) & 0xff, 0, 99, 0, 1, 0, 0, 0, 0, 0, 0);
    const started = performance.now();
    expect(refused(Uint8Array.from(chain), decodeDnsAnswer)).toBe("DNS_MALFORMED");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
