import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes.ts";
import { cbrsBlock, cbrsImsi, splitCbrsImsi } from "./cbrs.ts";
import {
  bsfDomain,
  epcDomain,
  fiveGcDomain,
  imsDomain,
  impiOf,
  impuOf,
  plmnOfDomain,
  rootNai,
  servingNetworkName,
} from "./domain-names.ts";
import { formatGpsi, parseGpsi } from "./gpsi.ts";
import { formatGuti, gutiFromOctets, gutiToOctets } from "./guti.ts";
import { formatIdentifier, parseIdentifier } from "./identifier.ts";
import { imeiCheckDigit, imeiFromMobileIdentity, imeiToMobileIdentity, parseImei } from "./imei.ts";
import {
  imsiFromEfImsi,
  imsiFromMobileIdentity,
  imsiFromTbcd,
  imsiToEfImsi,
  imsiToMobileIdentity,
  imsiToTbcd,
  parseImsi,
  splitImsi,
} from "./imsi.ts";
import type { MncLength } from "./mnc-length.ts";
import {
  countryCodeOf,
  formatE164,
  msisdnFromMapAddress,
  msisdnFromTbcd,
  msisdnToMapAddress,
  msisdnToTbcd,
  parseE164,
  parseMsisdn,
} from "./msisdn.ts";
import { formatPlmn, parsePlmn, plmnFromOctets, plmnToOctets } from "./plmn.ts";
import { parseSuci } from "./suci.ts";
import { formatSupi, parseSupi } from "./supi.ts";

interface Listed {
  readonly value: string;
  readonly valid: boolean;
  readonly reason: string;
}
interface NumberingVectors {
  readonly vectors: readonly {
    readonly imsi: string;
    readonly mcc: string;
    readonly mnc: string;
    readonly msin: string;
    readonly plmnOctets: string;
    readonly tbcd: string;
    readonly mobileIdentity: string;
    readonly efImsi: string;
    readonly supi: string;
    readonly domains: Readonly<Record<string, string>>;
  }[];
  readonly invalidImsi: readonly Listed[];
  readonly cbrs: readonly {
    readonly ibn: string;
    readonly uin: string;
    readonly valid: boolean;
    readonly imsi: string;
    readonly blockFirst: string;
    readonly blockLast: string;
    readonly blockSize: number;
  }[];
  readonly cbrsParse: readonly {
    readonly imsi: string;
    readonly isCbrsShared: boolean;
    readonly ibn?: string;
    readonly uin?: string;
  }[];
  readonly msisdn: readonly Readonly<
    Record<"msisdn" | "countryCode" | "gpsi" | "e164" | "tbcd" | "mapAddress", string>
  >[];
  readonly invalidMsisdn: readonly Listed[];
  readonly supi: readonly Listed[];
  readonly gpsi: readonly Listed[];
  readonly suci: readonly Listed[];
  readonly guti: readonly {
    readonly name: string;
    readonly octets: string;
    readonly guti?: string;
    readonly mcc: string;
    readonly mnc: string;
    readonly amfId: string;
    readonly tmsi: string;
    readonly valid?: false;
  }[];
  readonly imei: readonly {
    readonly imei: string;
    readonly valid: boolean;
    readonly checkDigit?: string;
    readonly octets?: string;
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../vectors/numbering.json", import.meta.url), "utf8"),
) as NumberingVectors;

const refused = expect.objectContaining({ code: "INVALID_IDENTIFIER" }) as Error;

describe("IMSI vectors", () => {
  it.each(vectors.vectors)("$imsi", (v) => {
    const imsi = parseImsi(v.imsi);
    const plmn = parsePlmn(`${v.mcc}-${v.mnc}`);
    expect(splitImsi(imsi, v.mnc.length as MncLength)).toEqual({ plmn, msin: v.msin });
    expect(toHex(plmnToOctets(plmn))).toBe(v.plmnOctets);
    expect(plmnFromOctets(fromHex(v.plmnOctets))).toEqual(plmn);
    expect(toHex(imsiToTbcd(imsi))).toBe(v.tbcd);
    expect(imsiFromTbcd(fromHex(v.tbcd))).toBe(v.imsi);
    expect(toHex(imsiToMobileIdentity(imsi))).toBe(v.mobileIdentity);
    expect(imsiFromMobileIdentity(fromHex(v.mobileIdentity))).toBe(v.imsi);
    expect(toHex(imsiToEfImsi(imsi))).toBe(v.efImsi.padEnd(18, "f"));
    expect(imsiFromEfImsi(fromHex(v.efImsi.padEnd(18, "f")))).toBe(v.imsi);
    expect(formatSupi({ kind: "imsi", digits: imsi })).toBe(v.supi);
    expect(parseIdentifier(v.supi)).toEqual({ kind: "imsi", digits: v.imsi });
  });

  it.each(vectors.vectors)("domains of $imsi", (v) => {
    const imsi = parseImsi(v.imsi);
    const plmn = parsePlmn(v.mcc + v.mnc);
    expect({
      ims: imsDomain(plmn),
      impi: impiOf(imsi, plmn),
      impu: impuOf(imsi, plmn),
      bsf: bsfDomain(plmn),
      epc: epcDomain(plmn),
      fiveGc: fiveGcDomain(plmn),
      rootNaiAka: rootNai(imsi, plmn, "EAP-AKA"),
      rootNaiSim: rootNai(imsi, plmn, "EAP-SIM"),
      rootNaiAkaPrime: rootNai(imsi, plmn, "EAP-AKA'"),
      servingNetworkName: servingNetworkName(plmn),
    }).toEqual(v.domains);
    for (const name of [imsDomain(plmn), bsfDomain(plmn), servingNetworkName(plmn)]) {
      expect(plmnOfDomain(name, v.mnc.length as MncLength)).toEqual(plmn);
    }
  });

  it.each(vectors.invalidImsi)("refuses $reason", ({ value }) => {
    expect(() => parseImsi(value)).toThrow(refused);
    expect(() => parseIdentifier(`imsi-${value}`)).toThrow(refused);
  });

  it("cuts by the country where all MNCs have one length, and never guesses", () => {
    expect(splitImsi(parseImsi("315010000100001")).plmn).toEqual({ mcc: "315", mnc: "010" });
    expect(splitImsi(parseImsi("234150999999999")).plmn).toEqual({ mcc: "234", mnc: "15" });
    expect(() => splitImsi(parseImsi("999700000000001"))).toThrow(refused);
    expect(() => splitImsi(parseImsi("31501"))).toThrow(refused);
    expect(plmnOfDomain("example.org")).toBeUndefined();
  });
});

describe("CBRS block numbers", () => {
  it.each(vectors.cbrs.filter((v) => v.valid))("$ibn $uin", (v) => {
    expect(cbrsImsi(v)).toBe(v.imsi);
    expect(splitCbrsImsi(parseImsi(v.imsi))).toEqual({ ibn: v.ibn, uin: v.uin });
    expect(cbrsBlock(v.ibn)).toEqual({ first: v.blockFirst, last: v.blockLast, size: v.blockSize });
  });
  it.each(vectors.cbrs.filter((v) => !v.valid))("refuses $ibn $uin", (v) => {
    expect(() => cbrsImsi(v)).toThrow(refused);
  });
  it.each(vectors.cbrsParse)("$imsi", (v) => {
    const expected = v.isCbrsShared ? { ibn: v.ibn, uin: v.uin } : undefined;
    expect(splitCbrsImsi(parseImsi(v.imsi))).toEqual(expected);
  });
});

describe("MSISDN vectors", () => {
  it.each(vectors.msisdn)("$msisdn", (v) => {
    const msisdn = parseMsisdn(v.msisdn);
    expect(countryCodeOf(msisdn)).toBe(v.countryCode);
    expect(formatE164(msisdn)).toBe(v.e164);
    expect(parseE164(v.e164)).toBe(v.msisdn);
    expect(toHex(msisdnToTbcd(msisdn))).toBe(v.tbcd);
    expect(msisdnFromTbcd(fromHex(v.tbcd))).toBe(v.msisdn);
    expect(toHex(msisdnToMapAddress(msisdn))).toBe(v.mapAddress);
    expect(msisdnFromMapAddress(fromHex(v.mapAddress))).toBe(v.msisdn);
    expect(formatGpsi({ kind: "msisdn", digits: msisdn })).toBe(v.gpsi);
  });
  it.each(vectors.invalidMsisdn)("refuses $reason", ({ value }) => {
    expect(() => parseMsisdn(value)).toThrow(refused);
    expect(() => parseE164(value.slice(1))).toThrow(refused);
  });
});

describe("texts of TS 29.571", () => {
  const lists = [
    ["SUPI", vectors.supi, parseSupi],
    ["GPSI", vectors.gpsi, parseGpsi],
    ["SUCI", vectors.suci, parseSuci],
  ] as const;
  describe.each(lists)("%s", (_, list, parse) => {
    it.each(list.filter(({ valid }) => valid))("$value", ({ value }) => {
      parse(value);
      expect(formatIdentifier(parseIdentifier(value)).toLowerCase()).toBe(value.toLowerCase());
    });
    it.each(list.filter(({ valid }) => !valid))("refuses $value", ({ value }) => {
      expect(() => parse(value)).toThrow(refused);
    });
  });
});

describe("5G-GUTI and IMEI", () => {
  it.each(vectors.guti.filter((v) => v.valid !== false))("$name", (v) => {
    const guti = gutiFromOctets(fromHex(v.octets));
    expect(guti).toEqual({ plmn: { mcc: v.mcc, mnc: v.mnc }, amfId: v.amfId, tmsi: v.tmsi });
    expect(formatGuti(guti)).toBe(v.guti);
    expect(toHex(gutiToOctets(guti))).toBe(v.octets);
    expect(formatPlmn(guti.plmn)).toBe(v.mcc + v.mnc);
  });
  it.each(vectors.guti.filter((v) => v.valid === false))("refuses $name", (v) => {
    expect(() => gutiFromOctets(fromHex(v.octets))).toThrow(refused);
  });
  it.each(vectors.imei.filter((v) => v.valid))("$imei", (v) => {
    expect(imeiCheckDigit(v.imei)).toBe(v.checkDigit);
    const imei = parseImei(v.imei);
    expect(imeiFromMobileIdentity(imeiToMobileIdentity(imei))).toBe(imei);
  });
  it.each(vectors.imei.filter((v) => v.octets !== undefined))("octets of $imei", (v) => {
    expect(toHex(imeiToMobileIdentity(parseImei(v.imei)))).toBe(v.octets);
  });
  it.each(vectors.imei.filter((v) => !v.valid))("refuses $imei", (v) => {
    expect(() => parseImei(v.imei)).toThrow(refused);
  });
});
