import { CLASS_IN, enumNameOf, recordTypes } from "@symbolon/codecs/dns";
import type { RefusalCause } from "@symbolon/functions";
import type { RoutingAnswer, RoutingOutcome, RoutingQuery } from "@symbolon/functions/bchf";
import { describe, expect, it } from "vitest";
import { EnumZone, type ZoneAnswer } from "./enum-zone.ts";

const NOW = 1_800_000_000_000;
const NUMBER = "15551234567";

const found: RoutingAnswer = {
  identifier: `msisdn-${NUMBER}`,
  holder: "factory-one",
  status: "active",
  dataManagement: [],
  source: "ledger",
  height: 42,
  blockTime: NOW,
};
const refusal = (refused: RefusalCause): RoutingOutcome => ({
  refused,
  message: "",
  height: 43,
  blockTime: NOW,
});

type Outcome = RoutingOutcome | (() => RoutingOutcome | Promise<RoutingOutcome>);

function setUp(outcome: Outcome = found, secondsLeft = 30) {
  const asked: RoutingQuery[] = [];
  const resolver = {
    resolve: (query: RoutingQuery) => {
      asked.push(query);
      return typeof outcome === "function" ? outcome() : outcome;
    },
  };
  const options = {
    suffix: "e164.arpa",
    nameServer: "ns.example.net",
    mailbox: "hostmaster.example.net",
    ttlSeconds: 60,
    negativeTtlSeconds: 10,
    sipDomain: (holder: string) => (holder === "nobody" ? undefined : `${holder}.example.net`),
    routingNumber: (holder: string) => (holder === "factory-one" ? "+15550000001" : undefined),
  };
  const zone = new EnumZone(options, { resolver, freshness: { secondsLeft: () => secondsLeft } });
  const ask = (name: string, type: keyof typeof recordTypes | number = "NAPTR", questionClass = CLASS_IN) =>
    zone.answer({
      name,
      type: typeof type === "number" ? type : recordTypes[type],
      class: questionClass,
      octets: new Uint8Array(),
    }) as ZoneAnswer;
  const number = (type: keyof typeof recordTypes | number = "NAPTR") => ask(enumNameOf(NUMBER, "e164.arpa"), type);
  return { asked, ask, number };
}

describe("EnumZone", () => {
  it("asks the resolver for the number and answers with the holder's SIP URI", () => {
    const { asked, number } = setUp();
    expect(number()).toMatchObject({
      responseCode: "NOERROR",
      authoritative: true,
      answers: [
        {
          order: 10,
          preference: 10,
          flags: "u",
          services: "E2U+sip",
          replacement: "",
          ttl: 30,
          regexp: `!^.*$!sip:+${NUMBER}@factory-one.example.net;user=phone!`,
        },
      ],
    });
    expect(asked).toEqual([{ identifier: `msisdn-${NUMBER}`, requester: { nfType: "ENUM" } }]);
  });

  it("adds npdi and the routing number for a ported number only", () => {
    const { number } = setUp({ ...found, ported: true });
    expect(number("ANY").answers).toMatchObject([
      { services: "E2U+sip" },
      { services: "E2U+pstn:tel", preference: 20, regexp: `!^.*$!tel:+${NUMBER};npdi;rn=+15550000001!` },
    ]);
  });

  it("says nothing of portability where the holder has no routing number", () => {
    const { number } = setUp({ ...found, holder: "other", ported: true });
    expect(number().answers).toHaveLength(1);
  });

  it("has no data for a holder without SIP network", () => {
    const { number } = setUp({ ...found, holder: "nobody", source: "plan" });
    expect(number()).toMatchObject({ responseCode: "NOERROR", answers: [], authority: [{ type: "SOA", serial: 42 }] });
  });

  it.each([
    [90, 60],
    [60, 60],
    [19.9, 19],
    [0.5, 0],
    [-5, 0],
  ])("gives a copy that stays fresh for %d s the TTL %d s", (secondsLeft, ttl) => {
    const { number } = setUp(found, secondsLeft);
    expect(number().answers[0]?.ttl).toBe(ttl);
  });

  it.each([
    ["UNKNOWN_NUMBER", "NXDOMAIN", true, 1, undefined],
    ["UNKNOWN_DATA", "NOERROR", true, 1, undefined],
    ["MEMBER_SUSPENDED", "REFUSED", false, 0, 18],
    ["CREDENTIAL_MISSING", "REFUSED", false, 0, 18],
    ["TOO_FAR_BEHIND", "SERVFAIL", false, 0, 14],
    ["OVERLOADED", "SERVFAIL", false, 0, 14],
  ] as const)("turns %s into %s", (refused, responseCode, authoritative, authority, extendedError) => {
    const answer = setUp(refusal(refused)).number();
    expect(answer).toMatchObject({ responseCode, authoritative, answers: [] });
    expect(answer.authority).toHaveLength(authority);
    expect(answer.extendedError).toBe(extendedError);
  });

  it("bounds how long 'no such number' may be kept by freshness", () => {
    expect(setUp(refusal("UNKNOWN_NUMBER")).number().authority).toMatchObject([{ ttl: 10, minimum: 10, serial: 43 }]);
    expect(setUp(refusal("UNKNOWN_NUMBER"), 3.5).number().authority).toMatchObject([{ ttl: 3 }]);
  });

  it.each([
    ["A", 1],
    ["NS", "NS"],
    ["TXT", "TXT"],
    ["SOA", "SOA"],
  ] as const)("has no data of type %s below the suffix and does not ask for it", (_, type) => {
    const { asked, number } = setUp(refusal("UNKNOWN_NUMBER"));
    expect(number(type)).toMatchObject({ responseCode: "NOERROR", answers: [], authority: [{ type: "SOA" }] });
    expect(asked).toEqual([]);
  });

  it("never denies leading digits that are too short for a number", () => {
    const { asked, ask } = setUp(refusal("UNKNOWN_NUMBER"));
    expect(ask("5.5.5.1.e164.arpa")).toMatchObject({ responseCode: "NOERROR", authority: [{ type: "SOA" }] });
    expect(asked).toEqual([]);
    expect(ask("1.5.5.5.1.e164.arpa").responseCode).toBe("NXDOMAIN");
    expect(asked).toHaveLength(1);
  });

  it("denies names below the suffix that are no digits", () => {
    expect(setUp().ask("www.e164.arpa").responseCode).toBe("NXDOMAIN");
    expect(setUp().ask(`${"1.".repeat(16)}e164.arpa`).responseCode).toBe("NXDOMAIN");
  });

  it("answers SOA, NS and ANY at the suffix itself", () => {
    const { ask } = setUp();
    expect(ask("e164.arpa", "SOA").answers).toMatchObject([{ type: "SOA", primary: "ns.example.net", ttl: 60 }]);
    expect(ask("e164.arpa", "NS").answers).toMatchObject([{ type: "NS", server: "ns.example.net" }]);
    expect(ask("e164.arpa", "ANY").answers).toHaveLength(2);
    expect(ask("e164.arpa").answers).toEqual([]);
  });

  it.each([
    ["outside the suffix", "example.net", "NAPTR", CLASS_IN, 20],
    ["the parent", "arpa", "SOA", CLASS_IN, 20],
    ["of another class", "e164.arpa", "SOA", 3, 20],
    ["for a transfer", "e164.arpa", "AXFR", CLASS_IN, 18],
  ] as const)("refuses a question %s", (_, name, type, questionClass, extendedError) => {
    const { asked, ask } = setUp();
    expect(ask(name, type, questionClass)).toMatchObject({
      responseCode: "REFUSED",
      authoritative: false,
      extendedError,
    });
    expect(asked).toEqual([]);
  });

  it("waits for a resolver that answers later", async () => {
    const { number } = setUp(() => Promise.resolve(found));
    await expect(number()).resolves.toMatchObject({ responseCode: "NOERROR", answers: [{ services: "E2U+sip" }] });
  });
});
