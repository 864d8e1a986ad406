import { readFileSync } from "node:fs";
import { fromHex, toHex, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codecErrors } from "../errors.ts";
import type { EapAttribute } from "./attribute.ts";
import { encodeWithMac, splitMac } from "./message-authentication.ts";
import { MAX_EAP_LENGTH, decodeEap, encodeEap, simMethodTypes } from "./packet-codec.ts";
import { type EapPacket, type EapSimPacket, attributeValue, isSimPacket } from "./packet.ts";

interface DecodedAttribute {
  readonly name: string;
  readonly values?: readonly string[];
  readonly value?: string | number;
  readonly text?: string;
}
interface EapVectors {
  readonly vectors: readonly {
    readonly name: string;
    readonly hex: string;
    readonly decoded: {
      readonly code: number;
      readonly identifier: number;
      readonly type?: number;
      readonly subtype?: number;
      readonly identity?: string;
      readonly nakTypes?: readonly number[];
      readonly attributes?: readonly DecodedAttribute[];
    };
  }[];
  readonly invalid: readonly { readonly name: string; readonly hex: string }[];
}

const { vectors, invalid } = JSON.parse(
  readFileSync(new URL("../../../../vectors/eap.json", import.meta.url), "utf8"),
) as EapVectors;

const malformed = expect.objectContaining({ code: "EAP_MALFORMED" }) as Error;
const invalidValue = expect.objectContaining({ code: "EAP_INVALID_VALUE" }) as Error;

/** AT_KDF_INPUT -> atKdfInput, as the vectors name attributes. */
function vectorName(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The value as the vectors write it. */
function vectorValue({ name, value }: EapAttribute): unknown {
  if (value === true) return "0000";
  if (typeof value === "string") return toHex(utf8(value));
  if (value instanceof Uint8Array) return (name === "AT_ENCR_DATA" ? "0000" : "") + toHex(value);
  if (name === "AT_VERSION_LIST") return value.map((version) => version.toString(16).padStart(4, "0")).join("");
  return name === "AT_RAND" ? value.map(toHex) : value;
}

describe("EAP vectors", () => {
  it.each(vectors)("$name", ({ hex, decoded }) => {
    const octets = fromHex(hex);
    const packet = decodeEap(octets);
    expect(toHex(encodeEap(packet))).toBe(hex);
    expect({ code: octets[0], identifier: packet.identifier }).toEqual({
      code: decoded.code,
      identifier: decoded.identifier,
    });
    const { identity, desired } = packet as { identity?: string; desired?: readonly number[] };
    expect({ identity, nakTypes: desired }).toEqual({ identity: decoded.identity, nakTypes: decoded.nakTypes });
    const attributes = isSimPacket(packet) ? packet.attributes : undefined;
    expect(attributes?.map((attribute) => [vectorName(attribute.name), vectorValue(attribute)])).toEqual(
      decoded.attributes?.map(({ name, value, values }) => [name, value ?? values]),
    );
  });

  it.each(vectors.filter((v) => v.decoded.subtype !== undefined))("type of $name", ({ hex, decoded }) => {
    const packet = decodeEap(fromHex(hex)) as EapSimPacket;
    expect(simMethodTypes[packet.type]).toBe(decoded.type);
    expect(fromHex(hex)[5]).toBe(decoded.subtype);
  });

  it.each(invalid)("refuses $name", ({ hex }) => {
    expect(() => decodeEap(fromHex(hex))).toThrow(malformed);
  });
});

describe("limits of decoding", () => {
  it.each([
    ["an attribute twice", "01010010170100000a0100000a010000"],
    ["an identity that is not UTF-8", "0201000601ff"],
    ["an unknown subtype", "0101000817630000"],
    ["RES of seven bits", "02010010170100000302000701010101"],
    ["an actual length short of the padding", "02010014170500000e0300016162636465666768"],
    ["a checkcode of 16 octets", `0101001c1705000086050000${"00".repeat(16)}`],
  ])("refuses %s", (_, hex) => {
    expect(() => decodeEap(fromHex(hex))).toThrow(malformed);
  });

  it("refuses packets above the limit", () => {
    const octets = new Uint8Array(MAX_EAP_LENGTH + 1);
    octets.set([1, 1, octets.length >> 8, octets.length & 255, 4]);
    expect(() => decodeEap(octets)).toThrow(malformed);
    expect(decodeEap(Uint8Array.of(1, 1, 0, 6, 4, 9))).toEqual({
      code: "request",
      identifier: 1,
      type: "other",
      number: 4,
      data: Uint8Array.of(9),
    });
  });

  it("passes over unknown attributes above 127 and keeps them", () => {
    const packet = decodeEap(fromHex("01010010170500000a010000c8010102")) as EapSimPacket;
    expect(packet.attributes[1]).toEqual({ name: "skippable", type: 200, value: Uint8Array.of(1, 2) });
    expect(attributeValue(packet, "AT_PERMANENT_ID_REQ")).toBe(true);
    expect(attributeValue(packet, "AT_MAC")).toBeUndefined();
  });

  it("allows AT_KDF more than once", () => {
    const packet = decodeEap(fromHex("01010010320100001801000118010002")) as EapSimPacket;
    expect(packet.attributes.map(({ value }) => value)).toEqual([1, 2]);
  });
});

describe("encoding", () => {
  const packet = (attribute: EapAttribute): EapSimPacket => ({
    code: "request",
    identifier: 1,
    type: "EAP-AKA",
    subtype: "AKA-Challenge",
    attributes: [attribute],
  });
  it.each<EapAttribute>([
    { name: "AT_RES", value: new Uint8Array(3) },
    { name: "AT_RES", value: new Uint8Array(17) },
    { name: "AT_RAND", value: [new Uint8Array(15)] },
    { name: "AT_RAND", value: [] },
    { name: "AT_AUTN", value: new Uint8Array(15) },
    { name: "AT_KDF", value: 0x10000 },
    { name: "AT_ENCR_DATA", value: new Uint8Array(3) },
    { name: "AT_IDENTITY", value: "x".repeat(1100) },
    { name: "skippable", type: 200, value: new Uint8Array(3) },
  ])("refuses $name that does not fit", (attribute) => {
    expect(() => encodeEap(packet(attribute))).toThrow(invalidValue);
  });
  it("refuses an identifier above 255 and a packet above the limit", () => {
    expect(() => encodeEap({ code: "success", identifier: 256 })).toThrow(invalidValue);
    expect(() =>
      encodeEap({ code: "response", identifier: 1, type: "identity", identity: "x".repeat(MAX_EAP_LENGTH) }),
    ).toThrow(invalidValue);
  });
});

describe("AT_MAC", () => {
  const challenge: EapSimPacket = {
    code: "request",
    identifier: 7,
    type: "EAP-AKA'",
    subtype: "AKA-Challenge",
    attributes: [
      { name: "AT_MAC", value: new Uint8Array(16).fill(9) },
      { name: "AT_KDF", value: 1 },
    ],
  };
  it("is computed over the packet with zeros in its place", () => {
    const zeros = encodeEap({
      ...challenge,
      attributes: [
        { name: "AT_MAC", value: new Uint8Array(16) },
        { name: "AT_KDF", value: 1 },
      ],
    });
    const mac = new Uint8Array(16).fill(0xa5);
    const octets = encodeWithMac(challenge, (zeroed) => {
      expect(zeroed).toEqual(zeros);
      return mac;
    });
    expect(splitMac(octets)).toEqual({ zeroed: zeros, mac });
    expect(attributeValue(decodeEap(octets) as EapSimPacket, "AT_MAC")).toEqual(mac);
  });
  it("leaves the octets of a Buffer as they are", () => {
    const octets = Buffer.from(encodeWithMac(challenge, () => new Uint8Array(16).fill(5)));
    const before = octets.toString("hex");
    const packet = decodeEap(octets) as EapSimPacket;
    expect(splitMac(octets)?.mac).toEqual(new Uint8Array(16).fill(5));
    expect(octets.toString("hex")).toBe(before);
    octets.fill(0);
    expect(attributeValue(packet, "AT_MAC")).toEqual(new Uint8Array(16).fill(5));
  });
  it("is missed", () => {
    expect(splitMac(fromHex("0203000817020000"))).toBeUndefined();
    expect(splitMac(fromHex("03030004"))).toBeUndefined();
    expect(() => encodeWithMac({ ...challenge, attributes: [] }, () => new Uint8Array(16))).toThrow(invalidValue);
    expect(() => encodeWithMac(challenge, () => new Uint8Array(15))).toThrow(invalidValue);
  });
});

describe("properties", () => {
  const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const text = fc.string({ unit: "grapheme", maxLength: 80 });
  const number = fc.nat(0xffff);
  const attribute: fc.Arbitrary<EapAttribute> = fc.oneof(
    fc.record({ name: fc.constant("AT_RAND" as const), value: fc.array(octets(16), { minLength: 1, maxLength: 3 }) }),
    fc.record({
      name: fc.constantFrom("AT_AUTN" as const, "AT_MAC" as const, "AT_IV" as const, "AT_NONCE_MT" as const),
      value: octets(16),
    }),
    fc.record({ name: fc.constant("AT_RES" as const), value: fc.uint8Array({ minLength: 4, maxLength: 16 }) }),
    fc.record({ name: fc.constant("AT_AUTS" as const), value: octets(14) }),
    fc.record({ name: fc.constantFrom("AT_IDENTITY" as const, "AT_KDF_INPUT" as const), value: text }),
    fc.record({
      name: fc.constantFrom("AT_KDF" as const, "AT_NOTIFICATION" as const, "AT_BIDDING" as const),
      value: number,
    }),
    fc.record({
      name: fc.constantFrom("AT_ANY_ID_REQ" as const, "AT_RESULT_IND" as const),
      value: fc.constant(true as const),
    }),
    fc.record({ name: fc.constant("AT_VERSION_LIST" as const), value: fc.array(number, { maxLength: 5 }) }),
    fc.record({ name: fc.constant("skippable" as const), type: fc.integer({ min: 137, max: 255 }), value: octets(6) }),
  );
  const sim: fc.Arbitrary<EapSimPacket> = fc.record({
    code: fc.constantFrom("request" as const, "response" as const),
    identifier: fc.nat(255),
    type: fc.constantFrom("EAP-SIM" as const, "EAP-AKA" as const, "EAP-AKA'" as const),
    subtype: fc.constantFrom("AKA-Challenge" as const, "AKA-Identity" as const, "Client-Error" as const),
    attributes: fc.uniqueArray(attribute, { maxLength: 8, selector: ({ name }) => name }),
  });

  it("round trips", () => {
    fc.assert(
      fc.property(sim, (packet) => {
        expect(decodeEap(encodeEap(packet))).toEqual(packet);
      }),
      { numRuns: 500 },
    );
  });

  const refusedOrStable = (bytes: Uint8Array) => {
    let packet: EapPacket;
    try {
      packet = decodeEap(bytes);
      splitMac(bytes);
    } catch (error) {
      expect(codecErrors.is(error, "EAP_MALFORMED")).toBe(true);
      return;
    }
    expect(decodeEap(encodeEap(packet))).toEqual(packet);
  };

  it("refuses or understands random octets with a right length", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 4, 9),
        fc.constantFrom([1], [3], [18], [23, 1, 0, 0], [50, 1, 0, 0], []),
        fc.uint8Array({ maxLength: 60 }),
        (code, type, rest) => {
          const length = 4 + type.length + rest.length;
          expect(refusedOrStable(Uint8Array.of(code, 0, 0, length, ...type, ...rest))).toBeUndefined();
        },
      ),
      { numRuns: 700 },
    );
  });

  it("refuses or understands mutations of the vectors", () => {
    fc.assert(
      fc.property(fc.constantFrom(...vectors), fc.nat(), fc.nat(255), ({ hex }, at, octet) => {
        const bytes = fromHex(hex);
        bytes[at % bytes.length] = octet;
        expect(refusedOrStable(bytes)).toBeUndefined();
        expect(refusedOrStable(bytes.subarray(0, at % bytes.length))).toBeUndefined();
      }),
      { numRuns: 700 },
    );
  });
});
