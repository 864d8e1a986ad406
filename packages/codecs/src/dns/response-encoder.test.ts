import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@symbolon/base";
import fc from "fast-check";
import { decode as decodePacket } from "dns-packet";
import { describe, expect, it } from "vitest";
import { codecErrors } from "../errors.ts";
import { decodeDnsAnswer, decodeDnsQuery } from "./decode-message.ts";
import type { DnsResponse } from "./message.ts";
import { encodeDnsQuery } from "./query-encoder.ts";
import type { DnsRecord, NaptrRecord, SoaRecord } from "./record.ts";
import { ResponseEncoder } from "./response-encoder.ts";

const encoder = new ResponseEncoder();
const zone = "e164.arpa";
const name = "4.3.2.1.5.5.5.0.5.6.1.e164.arpa";
const soa: SoaRecord = {
  type: "SOA",
  name: zone,
  ttl: 60,
  primary: "ns.example.net",
  mailbox: "numbers\\.desk.example.net",
  serial: 4_000_000_001,
  refresh: 1,
  retry: 2,
  expire: 3,
  minimum: 4,
};
const naptr: NaptrRecord = {
  type: "NAPTR",
  name,
  ttl: 500,
  order: 1,
  preference: 1,
  flags: "u",
  services: "E2U+sip",
  regexp: "!(^.*$)!tel:\\1;npdi;rn=+16305550000!",
  replacement: "",
};

function response(parts: Partial<DnsResponse>, asked = name): DnsResponse {
  const { header, question, edns } = decodeDnsQuery(encodeDnsQuery(0x1a2b, asked, "NAPTR"));
  return {
    header,
    question,
    ...(edns === undefined ? {} : { edns }),
    responseCode: "NOERROR",
    authoritative: true,
    answers: [],
    authority: [],
    ...parts,
  };
}

describe("ResponseEncoder", () => {
  it("writes the compressed vector octet for octet, but for the RD flag that goes back", () => {
    const file = JSON.parse(readFileSync(new URL("../../../../vectors/enum.json", import.meta.url), "utf8")) as {
      vectors: { name: string; queryHex: string; responseHex: string }[];
    };
    const vector = file.vectors.find((candidate) => candidate.name === "npdi-rn-ported-compressed");
    const query = decodeDnsQuery(fromHex(vector?.queryHex ?? ""));
    const octets = encoder.encode(
      { ...query, responseCode: "NOERROR", authoritative: true, answers: [naptr], authority: [] },
      512,
    );
    expect(toHex(octets)).toBe(vector?.responseHex.replace("1a2b8400", "1a2b8500"));
  });

  it("writes what an independent decoder reads", () => {
    const octets = encoder.encode(response({ responseCode: "NXDOMAIN", authority: [soa], extendedError: 18 }), 512);
    const packet = decodePacket(Buffer.from(octets));
    expect(packet).toMatchObject({ id: 0x1a2b, type: "response", rcode: "NXDOMAIN" });
    expect(packet.authorities?.[0]).toMatchObject({
      name: zone,
      type: "SOA",
      ttl: 60,
      data: { mname: "ns.example.net", serial: 4_000_000_001, minimum: 4 },
    });
    expect(packet.additionals?.[0]).toMatchObject({ type: "OPT", udpPayloadSize: 1232, options: [{ code: 15 }] });
  });

  it("splits a response code of more than four bits over header and OPT", () => {
    const octets = encoder.encode(response({ responseCode: "BADVERS" }), 512);
    expect(decodeDnsAnswer(octets).header.responseCode).toBe(0);
    expect(decodePacket(Buffer.from(octets)).additionals?.[0]?.extendedRcode).toBe(1);
  });

  it("leaves OPT out where the query had none", () => {
    const { edns: _, ...plain } = response({ extendedError: 18 });
    const answer = decodeDnsAnswer(encoder.encode(plain, 512));
    expect(answer.additional).toEqual([]);
  });

  it("sets TC and drops the records that do not fit, keeping question and OPT", () => {
    const answers = Array.from({ length: 12 }, (_, preference) => ({ ...naptr, preference }));
    const whole = encoder.encode(response({ answers }), 65_535);
    expect(decodeDnsAnswer(whole).answers).toHaveLength(12);
    expect(encoder.encode(response({ answers }), whole.length)).toEqual(whole);
    const cut = decodeDnsAnswer(encoder.encode(response({ answers }), whole.length - 1));
    expect(cut.header.truncated).toBe(true);
    expect(cut).toMatchObject({ answers: [], questions: [{ name }], additional: [{ type: 41 }] });
  });

  it("never compresses into a label's middle", () => {
    const other: DnsRecord = { type: "NS", name: "64.arpa", ttl: 1, server: "x.e164.arpa" };
    const answer = decodeDnsAnswer(encoder.encode(response({ answers: [other] }), 512));
    expect(answer.answers).toEqual([other]);
  });

  it.each([
    ["a label of 64 octets", { ...naptr, name: `${"a".repeat(64)}.arpa` }],
    ["a name of 256 octets", { ...naptr, name: `${"a".repeat(63)}.`.repeat(4).slice(0, -1) }],
    ["an empty label", { ...naptr, name: "a..arpa" }],
    ["a letter that is not ASCII", { ...naptr, name: "é.arpa" }],
    ["an escape above 255", { ...naptr, name: "\\256.arpa" }],
    ["a character-string of 256 octets", { ...naptr, regexp: "a".repeat(256) }],
    ["256 octets in UTF-8", { ...naptr, regexp: "é".repeat(128) }],
    ["a preference above 65535", { ...naptr, preference: 65_536 }],
    ["a negative TTL", { ...naptr, ttl: -1 }],
  ])("refuses %s", (_, record) => {
    let thrown: unknown;
    try {
      encoder.encode(response({ answers: [record] }), 512);
    } catch (error) {
      thrown = error;
    }
    expect(codecErrors.is(thrown, "DNS_INVALID_VALUE")).toBe(true);
  });

  it("writes records that decodeDnsAnswer reads back", () => {
    const u16 = fc.nat(0xffff);
    const ttl = fc.nat(0x7fff_ffff);
    const label = fc.stringMatching(/^[a-z0-9_]{1,20}$/);
    const domain = fc.array(label, { maxLength: 6 }).map((labels) => labels.join("."));
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    const record: fc.Arbitrary<DnsRecord> = fc.oneof(
      fc.record({
        type: fc.constant("NAPTR"),
        name: domain,
        ttl,
        order: u16,
        preference: u16,
        flags: text,
        services: text,
        regexp: text,
        replacement: domain,
      }),
      fc.record({ type: fc.constant("NS"), name: domain, ttl, server: domain }),
      fc.record({
        type: fc.constant("TXT"),
        name: domain,
        ttl,
        strings: fc.array(text, { minLength: 1, maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), domain, (answers, asked) => {
        const octets = encoder.encode(response({ answers }, asked), 65_535);
        expect(decodeDnsAnswer(octets).answers).toEqual(answers);
      }),
      { numRuns: 500 },
    );
  });
});
