import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes.ts";
import { formatSuciNai, parseSuciNai } from "./suci-nai.ts";
import { MAX_SUCI_OCTETS, suciFromOctets, suciToOctets } from "./suci-octets.ts";
import { formatSuci, parseSuci, supiOfNullScheme } from "./suci.ts";
import { formatSupi } from "./supi.ts";

interface SuciVectors {
  readonly vectors: readonly {
    readonly name: string;
    readonly supi: string;
    readonly protectionSchemeId: number;
    readonly mnc?: string;
    readonly derived: { readonly suci?: string; readonly suciNai: string; readonly mobileIdentityValue?: string };
  }[];
  readonly conversions: readonly {
    readonly name: string;
    readonly suciNai?: string;
    readonly mobileIdentityValue: string;
    readonly suci?: string;
    readonly expected?: "error";
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../vectors/suci.json", import.meta.url), "utf8"),
) as SuciVectors;

const refused = expect.objectContaining({ code: "INVALID_IDENTIFIER" }) as Error;

describe("SUCI forms of TS 33.501 C.4", () => {
  it.each(vectors.vectors)("$name as NAI and text", ({ supi, mnc, derived, protectionSchemeId }) => {
    const suci = parseSuciNai(derived.suciNai, mnc?.length === 3 ? 3 : 2);
    expect(formatSuciNai(suci)).toBe(derived.suciNai);
    expect(parseSuci(formatSuci(suci))).toEqual(suci);
    const shown = supiOfNullScheme(suci);
    expect(shown && formatSupi(shown)).toBe(protectionSchemeId === 0 ? supi : undefined);
  });

  it.each(vectors.vectors.filter((v) => v.derived.suci !== undefined))("$name as text and octets", ({ derived }) => {
    const suci = parseSuci(derived.suci as string);
    expect(formatSuciNai(suci)).toBe(derived.suciNai);
    expect(toHex(suciToOctets(suci))).toBe(derived.mobileIdentityValue);
    expect(suciFromOctets(fromHex(derived.mobileIdentityValue as string))).toEqual(suci);
  });
});

describe("conversions between octets, NAI and text", () => {
  const good = vectors.conversions.filter((v) => v.expected === undefined);
  const bad = vectors.conversions.filter((v) => v.expected === "error");

  it.each(good)("$name", (v) => {
    const suci = suciFromOctets(fromHex(v.mobileIdentityValue));
    expect(formatSuci(suci)).toBe(v.suci);
    expect(parseSuci(v.suci as string)).toEqual(suci);
  });
  it.each(good.filter((v) => v.suciNai === undefined))("$name back to octets", (v) => {
    expect(toHex(suciToOctets(parseSuci(v.suci as string)))).toBe(v.mobileIdentityValue);
  });
  it.each(good.filter((v) => v.suciNai !== undefined))("$name as NAI", (v) => {
    expect(formatSuci(parseSuciNai(v.suciNai as string))).toBe(v.suci);
  });
  it.each(bad)("refuses $name", (v) => {
    expect(() => suciFromOctets(fromHex(v.mobileIdentityValue))).toThrow(refused);
  });
  it.each(bad.filter((v) => v.suciNai !== undefined))("refuses $name as NAI", (v) => {
    expect(() => parseSuciNai(v.suciNai as string)).toThrow(refused);
  });
});

describe("every scheme", () => {
  it.each([3, 11, 12, 15])("scheme %i in text and octets", (scheme) => {
    const text = `suci-0-315-010-12-${scheme.toString(16)}-255-00ff`;
    const suci = parseSuci(text);
    expect(suci).toMatchObject({ protectionScheme: scheme, homeNetworkPublicKeyId: 255, routingIndicator: "12" });
    expect(formatSuci(suci)).toBe(text);
    expect(suciFromOctets(suciToOctets(suci))).toEqual(suci);
  });
  it("writes proprietary schemes as NAI and has no NAI for reserved ones", () => {
    const suci = parseSuci("suci-1-example.org-1-c-3-0a0b");
    expect(formatSuciNai(suci)).toBe("type1.rid1.schid12.hnkey3.out0a0b@example.org");
    expect(suciFromOctets(suciToOctets(suci))).toEqual(suci);
    expect(() => formatSuciNai(parseSuci("suci-1-example.org-1-3-3-0a0b"))).toThrow(refused);
    expect(() => formatSuciNai(parseSuci("suci-1-example.org-1-1-3-0a0b"))).toThrow(refused);
  });
  it.each([
    ["key identifier above 255", "suci-0-208-93-0-1-256-00"],
    ["half an octet", "suci-0-208-93-0-1-1-000"],
    ["MSIN that makes 16 digits", "suci-0-208-93-0-0-0-00000000001"],
    ["realm of blanks", "suci-1-a b.org-0-0-0-user"],
    ["longer than any SUCI", `suci-0-208-93-0-1-1-${"00".repeat(1024)}`],
  ])("refuses %s", (_, text) => {
    expect(() => parseSuci(text)).toThrow(refused);
  });
  it("refuses octets beyond the limit and a routing indicator with a hole", () => {
    expect(() => suciFromOctets(new Uint8Array(MAX_SUCI_OCTETS + 1).fill(1))).toThrow(refused);
    expect(() => suciFromOctets(fromHex("0102f8391ff1000000"))).toThrow(refused);
    expect(() => suciFromOctets(fromHex("0102f839ffff000000"))).toThrow(refused);
    expect(() => suciFromOctets(fromHex("11ff40"))).toThrow(refused);
  });
  it("names the SUPI of GCI and GLI, and none for an anonymous user", () => {
    const shown = (text: string) => supiOfNullScheme(parseSuci(text));
    expect(shown("suci-2-operator.com-0-0-0-mac-00")).toEqual({ kind: "gci", text: "mac-00" });
    expect(shown("suci-3-operator.com-0-0-0-line")).toEqual({ kind: "gli", text: "line" });
    expect(shown("suci-1-operator.com-0-0-0-")).toBeUndefined();
    expect(shown("suci-4-operator.com-0-0-0-x")).toBeUndefined();
  });
});
