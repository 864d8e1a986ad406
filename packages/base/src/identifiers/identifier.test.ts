import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baseErrors } from "../errors.ts";
import { gutiFromOctets } from "./guti.ts";
import { formatIdentifier, parseIdentifier } from "./identifier.ts";
import { imeiFromMobileIdentity } from "./imei.ts";
import { imsiFromEfImsi, imsiFromMobileIdentity, imsiFromTbcd } from "./imsi.ts";
import { MAX_IDENTIFIER_LENGTH } from "./invalid-identifier.ts";
import { parseIpv6 } from "./ipv6.ts";
import { msisdnFromMapAddress } from "./msisdn.ts";
import { formatNai, parseNai } from "./nai.ts";
import { plmnFromOctets } from "./plmn.ts";
import { parseSuciNai } from "./suci-nai.ts";
import { suciFromOctets, suciToOctets } from "./suci-octets.ts";

const refused = expect.objectContaining({ code: "INVALID_IDENTIFIER" }) as Error;

const canonical = [
  "imsi-315010000100001",
  "msisdn-12025331234",
  "nai-user@example.org",
  "extid-sensor1@factory.example.org",
  "gci-cable-mac-1234",
  "gli-fiber-line-5678",
  "suci-0-274-012-0-0-0-001002086",
  "suci-1-example.com-678-0-0-user17",
  "suci-0-208-93-0-1-255-aabbcc",
  "imei-490154203237518",
  "imeisv-4901542032375181",
  "eid-89001012012341234012345678901224",
  "ipv4-192.0.2.1",
  "ipv6-2001:db8::1",
];

describe("parseIdentifier", () => {
  it.each(canonical)("%s is its own canonical text", (text) => {
    const identifier = parseIdentifier(text);
    expect(identifier.kind).toBe(text.slice(0, text.indexOf("-")));
    expect(formatIdentifier(identifier)).toBe(text);
  });

  it.each([
    "",
    "-",
    "imsi",
    "IMSI-315010000100001",
    "constructor-1",
    "eid-89001012012341234012345678901225",
    "eid-8900101201234123401234567890122",
    "imeisv-490154203237518",
    "ipv4-192.0.2.01",
    "ipv4-192.0.2.256",
    "ipv4-192.0.2",
    "nai-a@b@example.org",
    "nai-a@example",
    "nai-a\ud800@example.org",
    "nai-a@-example.org",
    `nai-${"a".repeat(MAX_IDENTIFIER_LENGTH)}@example.org`,
    `nai-a@${"abcdefghi.".repeat(26)}org`,
    "gci-a b",
  ])("refuses %j", (text) => {
    expect(() => parseIdentifier(text)).toThrow(refused);
  });

  it("says what was read, why it is wrong and what is expected", () => {
    expect(() => parseIdentifier("imsi-12")).toThrow('"12" is not an IMSI: it has 2 digits; expected 5 to 15 digits');
    expect(() => parseIdentifier(`imsi-${"9".repeat(900)}`)).toThrow(
      /^"9{48}\.\.\." is not an IMSI: it has 900 digits/,
    );
  });
});

describe("IPv6 text", () => {
  it.each([
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8::", "2001:db8::"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::8", "1::8"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["0001:0002:0003:0004:0005:0006:0007:0008", "1:2:3:4:5:6:7:8"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["::ffff:c000:201", "::ffff:192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"],
  ])("%s -> %s", (text, expected) => {
    expect(parseIpv6(text)).toBe(expected);
    expect(parseIpv6(expected)).toBe(expected);
  });

  it.each([
    "",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "g::",
    "fe80::1%eth0",
    "1.2.3.4::",
    "::1.2.3",
    ":1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:",
  ])("refuses %j", (text) => {
    expect(() => parseIpv6(text)).toThrow(refused);
  });

  it("round trips any eight groups", () => {
    const group = fc.oneof(fc.constant(0), fc.nat(0xffff));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const plain = groups.map((value) => value.toString(16)).join(":");
        const text = parseIpv6(plain);
        expect(text.length).toBeLessThanOrEqual(plain.length + 8);
        expect(expand(text)).toEqual(groups);
      }),
    );
  });
});

/** An independent reading of canonical text. */
function expand(text: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (dotted !== null) {
    const [a, b, c, d] = dotted.slice(2).map(Number) as [number, number, number, number];
    return expand(`${dotted[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
  }
  const [head = "", tail] = text.split("::");
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((value) => Number.parseInt(value, 16)));
  if (tail === undefined) return numbers(head);
  const zeros = 8 - numbers(head).length - numbers(tail).length;
  return [...numbers(head), ...Array.from({ length: zeros }, () => 0), ...numbers(tail)];
}

describe("fuzz", () => {
  const onlyOwnErrors = (read: () => unknown) => {
    try {
      return read();
    } catch (error) {
      expect(baseErrors.is(error, "INVALID_IDENTIFIER")).toBe(true);
      return undefined;
    }
  };

  it("texts: refused or stable", () => {
    const character = fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));
    const mutated = fc.tuple(
      fc.constantFrom(...canonical),
      fc.nat(60),
      fc.nat(3),
      fc.string({ unit: character, maxLength: 3 }),
    );
    const texts = fc.oneof(
      fc.string({ unit: character }),
      mutated.map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const identifier = onlyOwnErrors(() => parseIdentifier(text)) as ReturnType<typeof parseIdentifier> | undefined;
        if (identifier === undefined) return;
        expect(parseIdentifier(formatIdentifier(identifier))).toEqual(identifier);
      }),
      { numRuns: 500 },
    );
  });

  it("octets: refused or decoded", () => {
    const readers = [
      plmnFromOctets,
      imsiFromTbcd,
      imsiFromMobileIdentity,
      imsiFromEfImsi,
      imeiFromMobileIdentity,
      msisdnFromMapAddress,
      gutiFromOctets,
    ];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (octets) => {
        expect(readers.map((read) => onlyOwnErrors(() => read(octets)))).toHaveLength(readers.length);
      }),
      { numRuns: 500 },
    );
  });

  it("SUCI octets: refused or stable", () => {
    const header = fc.constantFrom([0x01, 0x02, 0xf8, 0x39, 0xf0, 0xff], [0x11], []);
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        const suci = onlyOwnErrors(() => suciFromOctets(Uint8Array.of(...start, ...rest)));
        if (suci === undefined) return;
        const read = suci as ReturnType<typeof suciFromOctets>;
        expect(suciFromOctets(suciToOctets(read), 2)).toEqual(read);
      }),
      { numRuns: 500 },
    );
  });

  it("NAI forms: refused or stable", () => {
    const part = fc.constantFrom(
      "type1",
      "type0",
      ".rid0",
      ".schid0",
      ".schid1",
      ".userid",
      "a",
      ".hnkey1",
      ".ecckey",
      "00".repeat(32),
      ".cip00",
      ".mac",
      "00".repeat(8),
      "@example.org",
      "@5gc.mnc015.mcc234.3gppnetwork.org",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        onlyOwnErrors(() => parseSuciNai(parts.join("")));
      }),
      { numRuns: 500 },
    );
    expect(formatNai(parseNai("a.b@example.org"))).toBe("a.b@example.org");
  });
});
