import { readFileSync } from "node:fs";
import { fromHex, parsePlmn, parseSupi, plmnFromOctets, toHex, utf8 } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { checkAutn, checkAuts, generateVector } from "./authentication-token.ts";
import { deriveEapAkaPrimeKeys, deriveReauthenticationKeys, kausfOfEmsk } from "./eap-aka-prime-keys.ts";
import { computeAtMac, verifyAtMac } from "./eap-mac.ts";
import { deriveCkPrimeIkPrime, deriveKasme } from "./eps-keys.ts";
import {
  deriveAlgorithmKey,
  deriveHresStar,
  deriveKamf,
  deriveKausf,
  deriveKgnb,
  deriveKseaf,
  deriveResStar,
  sqnXorAkOf,
} from "./five-g-keys.ts";
import { kdf } from "./kdf.ts";
import { Milenage } from "./milenage.ts";

type Hex = string;
type HexRecord<Name extends string> = Readonly<Record<Name, Hex>>;
type Chain = HexRecord<
  | "name"
  | "k"
  | "opc"
  | "rand"
  | "sqn"
  | "amf"
  | "servingNetworkName"
  | "supi"
  | "abba"
  | "autn"
  | "res"
  | "ck"
  | "ik"
  | "ak"
  | "sqnXorAk"
  | "ckPrime"
  | "ikPrime"
  | "kausf"
  | "xresStar"
  | "hxresStar"
  | "kseaf"
  | "kamf"
> & { readonly knasInt?: Hex };
interface FiveGVectors {
  readonly vectors: readonly Chain[];
  readonly functions: readonly (HexRecord<"name" | "output"> & {
    readonly key?: Hex;
    readonly fc?: Hex;
    readonly take?: string;
    readonly rand?: Hex;
    readonly xresStar?: Hex;
    readonly parameters?: readonly { readonly value: string; readonly encoding: "hex" | "utf8" }[];
  })[];
  readonly kasme: readonly HexRecord<"name" | "ck" | "ik" | "servingNetworkId" | "sqnXorAk" | "kasme">[];
  readonly resync: readonly HexRecord<"name" | "k" | "opc" | "rand" | "auts" | "sqnMs">[];
  readonly invalid: readonly [
    HexRecord<"kseaf" | "supi" | "abba" | "wrongOutput">,
    HexRecord<"base" | "servingNetworkName" | "wrongKausf" | "wrongKseaf">,
  ];
}
type PrimeKeys = HexRecord<
  | "name"
  | "identity"
  | "networkName"
  | "autn"
  | "ck"
  | "ik"
  | "ckPrime"
  | "ikPrime"
  | "kEncr"
  | "kAut"
  | "kRe"
  | "msk"
  | "emsk"
>;
type PacketCase = { readonly derived: HexRecord<"challengeRequest" | "challengeResponse"> };
interface EapVectors {
  readonly vectors: readonly (PrimeKeys & PacketCase & { readonly derived: HexRecord<"kausf"> })[];
  readonly fiveG: readonly (PrimeKeys & HexRecord<"kausf">)[];
  readonly akaPrimeReauth: readonly (HexRecord<"identity" | "kRe" | "nonceS" | "msk" | "emsk"> & {
    readonly counter: number;
  })[];
  readonly eapAka: readonly (HexRecord<"name" | "kAut"> & PacketCase)[];
}

function read<Vectors>(name: string): Vectors {
  return JSON.parse(readFileSync(new URL(`../../../../vectors/${name}.json`, import.meta.url), "utf8")) as Vectors;
}
const fiveG = read<FiveGVectors>("5g-aka");
const eap = read<EapVectors>("eap-aka");

function milenage(v: HexRecord<"k" | "opc">): Milenage {
  return new Milenage({ k: fromHex(v.k), opc: fromHex(v.opc) });
}

describe("5G AKA from K to K_AMF", () => {
  it.each(fiveG.vectors)("$name", (v) => {
    const rand = fromHex(v.rand);
    const vector = generateVector(milenage(v), { rand, sqn: fromHex(v.sqn), amf: fromHex(v.amf) });
    expect([vector.autn, vector.xres, vector.ck, vector.ik, vector.ak].map(toHex)).toEqual([
      v.autn,
      v.res,
      v.ck,
      v.ik,
      v.ak,
    ]);
    const { ck, ik } = vector;
    const sqnXorAk = sqnXorAkOf(vector.autn);
    const { servingNetworkName } = v;
    const prime = deriveCkPrimeIkPrime(ck, ik, servingNetworkName, sqnXorAk);
    expect([prime.ckPrime, prime.ikPrime].map(toHex)).toEqual([v.ckPrime, v.ikPrime]);
    const kausf = deriveKausf(ck, ik, servingNetworkName, sqnXorAk);
    const xresStar = deriveResStar({ ck, ik, servingNetworkName, rand, res: vector.xres });
    const kseaf = deriveKseaf(kausf, servingNetworkName);
    const kamf = deriveKamf(kseaf, parseSupi(v.supi), fromHex(v.abba));
    expect([kausf, xresStar, deriveHresStar(rand, xresStar), kseaf, kamf].map(toHex)).toEqual([
      v.kausf,
      v.xresStar,
      v.hxresStar,
      v.kseaf,
      v.kamf,
    ]);
  });

  it.each(fiveG.vectors.filter((v) => v.knasInt !== undefined))("NAS integrity key of $name", (v) => {
    expect(toHex(deriveAlgorithmKey(fromHex(v.kamf), "N-NAS-int", 1))).toBe(v.knasInt);
  });

  it.each(fiveG.functions.filter((v) => v.fc !== undefined))("$name", (v) => {
    const parameters = (v.parameters ?? []).map(({ value, encoding }) =>
      encoding === "hex" ? fromHex(value) : utf8(value),
    );
    const out = toHex(kdf(fromHex(v.key as Hex), Number.parseInt(v.fc as Hex, 16), ...parameters));
    expect(v.take === undefined ? out : out.slice(32)).toBe(v.output);
  });

  it("hashes XRES* and derives keys of the access stratum", () => {
    const find = (name: string) => fiveG.functions.find((v) => v.name === name) as FiveGVectors["functions"][number];
    const hashed = find("hxres-star-2");
    expect(toHex(deriveHresStar(fromHex(hashed.rand as Hex), fromHex(hashed.xresStar as Hex)))).toBe(hashed.output);
    const kgnb = find("kgnb-1");
    expect(toHex(deriveKgnb(fromHex(kgnb.key as Hex), 0, "3gpp"))).toBe(kgnb.output);
    expect(toHex(deriveKgnb(fromHex(kgnb.key as Hex), 0, "non-3gpp"))).not.toBe(kgnb.output);
    const nas = find("knas-int-nia2");
    expect(toHex(deriveAlgorithmKey(fromHex(nas.key as Hex), "N-NAS-int", 2))).toBe(nas.output.slice(32));
  });

  it("falls into neither known trap: prefix of the SUPI, MNC of two digits", () => {
    const [prefix, mnc] = fiveG.invalid;
    expect(toHex(deriveKamf(fromHex(prefix.kseaf), parseSupi(prefix.supi), fromHex(prefix.abba)))).not.toBe(
      prefix.wrongOutput,
    );
    const base = fiveG.vectors.find((v) => v.name === mnc.base) as Chain;
    const wrong = deriveKausf(fromHex(base.ck), fromHex(base.ik), mnc.servingNetworkName, fromHex(base.sqnXorAk));
    expect([toHex(wrong), toHex(deriveKseaf(wrong, mnc.servingNetworkName))]).toEqual([mnc.wrongKausf, mnc.wrongKseaf]);
    expect(toHex(wrong)).not.toBe(base.kausf);
  });

  it("takes the NAI and the line identifier as they are", () => {
    const kseaf = new Uint8Array(32);
    const kamf = (supi: string) => toHex(deriveKamf(kseaf, parseSupi(supi), new Uint8Array(2)));
    const expected = (text: string) => toHex(kdf(kseaf, 0x6d, utf8(text), new Uint8Array(2)));
    expect(kamf("nai-user@example.org")).toBe(expected("user@example.org"));
    expect(kamf("gli-line1")).toBe(expected("line1"));
  });

  it.each(fiveG.resync)("$name", (v) => {
    const sqnMs = checkAuts(milenage(v), fromHex(v.rand), fromHex(v.auts));
    expect(sqnMs && toHex(sqnMs)).toBe(v.sqnMs);
    expect(checkAuts(milenage({ ...v, opc: "00".repeat(16) }), fromHex(v.rand), fromHex(v.auts))).toBeUndefined();
    expect(() => checkAutn(milenage(v), fromHex(v.rand), fromHex(v.auts))).toThrow(
      "AUTN has 14 octets; it must have 16",
    );
  });
});

describe("K_ASME", () => {
  it.each(fiveG.kasme)("$name", (v) => {
    const plmn = plmnFromOctets(fromHex(v.servingNetworkId));
    expect(toHex(deriveKasme(fromHex(v.ck), fromHex(v.ik), plmn, fromHex(v.sqnXorAk)))).toBe(v.kasme);
    expect(toHex(deriveKasme(fromHex(v.ck), fromHex(v.ik), parsePlmn("00102"), fromHex(v.sqnXorAk)))).not.toBe(v.kasme);
  });
});

const keyNames = ["kEncr", "kAut", "kRe", "msk", "emsk"] as const;

describe("EAP-AKA' keys", () => {
  it.each([...eap.vectors, ...eap.fiveG])("$name", (v) => {
    const prime = deriveCkPrimeIkPrime(fromHex(v.ck), fromHex(v.ik), v.networkName, sqnXorAkOf(fromHex(v.autn)));
    expect([prime.ckPrime, prime.ikPrime].map(toHex)).toEqual([v.ckPrime, v.ikPrime]);
    const keys = deriveEapAkaPrimeKeys(prime, v.identity);
    expect(keyNames.map((name) => toHex(keys[name]))).toEqual(keyNames.map((name) => v[name]));
  });
  it.each(eap.fiveG)("K_AUSF of $name", (v) => {
    expect(toHex(kausfOfEmsk(fromHex(v.emsk)))).toBe(v.kausf);
  });
  it.each(eap.akaPrimeReauth)("re-authentication of $identity", (v) => {
    const keys = deriveReauthenticationKeys(fromHex(v.kRe), v.identity, v.counter, fromHex(v.nonceS));
    expect([toHex(keys.msk), toHex(keys.emsk)]).toEqual([v.msk, v.emsk]);
  });
});

describe("AT_MAC", () => {
  const cases = [
    ...eap.vectors.map((v) => ({ ...v, method: "EAP-AKA'" as const })),
    ...eap.eapAka.map((v) => ({ ...v, method: "EAP-AKA" as const })),
  ];
  it.each(cases)("$name", ({ method, kAut, derived }) => {
    const key = fromHex(kAut);
    for (const packet of [derived.challengeRequest, derived.challengeResponse].map(fromHex)) {
      // AT_MAC stands last in all of these packets.
      const mac = packet.slice(-16);
      packet.fill(0, packet.length - 16);
      expect(toHex(computeAtMac(method, key, packet))).toBe(toHex(mac));
      expect(verifyAtMac(method, key, packet, mac)).toBe(true);
      expect(verifyAtMac(method, key, packet, mac, Uint8Array.of(1))).toBe(false);
      packet[1] = (packet[1] as number) ^ 1;
      expect(verifyAtMac(method, key, packet, mac)).toBe(false);
      expect(verifyAtMac(method, key, packet, mac.subarray(1))).toBe(false);
    }
  });
});
