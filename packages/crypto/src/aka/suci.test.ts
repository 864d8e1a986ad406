import { readFileSync } from "node:fs";
import {
  type ImsiIdentifier,
  type NaiIdentifier,
  type Random,
  formatSuci,
  formatSuciNai,
  formatSupi,
  fromHex,
  parseSuci,
  parseSuciNai,
  parseSupi,
  toHex,
} from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cryptoErrors } from "../errors.ts";
import { Sidf } from "./sidf.ts";
import { concealSupi } from "./suci-concealment.ts";
import { suciProfile } from "./suci-profile.ts";

type Hex = string;
interface SuciVectors {
  readonly vectors: readonly {
    readonly name: string;
    readonly protectionSchemeId: number;
    readonly supi: string;
    readonly mnc?: string;
    readonly homeNetworkPrivateKey?: Hex;
    readonly homeNetworkPublicKey?: Hex;
    readonly homeNetworkPublicKeyCompressed?: Hex;
    readonly ephPrivateKey?: Hex;
    readonly derived: { readonly suci?: string; readonly suciNai: string };
  }[];
  readonly deconceal: {
    readonly homeNetworkPrivateKeyA: Hex;
    readonly homeNetworkPrivateKeyB: Hex;
    readonly cases: readonly { readonly suci: string; readonly supi: string; readonly strict?: false }[];
    readonly invalid: readonly {
      readonly name: string;
      readonly suci: string;
      readonly expected: "macFailure" | "lengthError" | "publicKeyError";
    }[];
  };
}

const { vectors, deconceal } = JSON.parse(
  readFileSync(new URL("../../../../vectors/suci.json", import.meta.url), "utf8"),
) as SuciVectors;

const privateKeys = [fromHex(deconceal.homeNetworkPrivateKeyA), fromHex(deconceal.homeNetworkPrivateKeyB)] as const;
const sidf = new Sidf([
  { id: 1, protectionScheme: 1, privateKey: privateKeys[0] },
  { id: 2, protectionScheme: 2, privateKey: privateKeys[1] },
]);

/** The base point of P-256, uncompressed (SEC 2 clause 2.4.2). */
const basePoint = fromHex(
  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
);

const codes = {
  macFailure: "SUCI_MAC_FAILURE",
  lengthError: "SUCI_OUTPUT_TOO_SHORT",
  publicKeyError: "SUCI_PUBLIC_KEY_INVALID",
} as const;
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

function always(...octets: readonly Uint8Array[]): Random {
  const queue = [...octets];
  return { bytes: () => (queue.length > 1 ? queue.shift() : queue[0]) as Uint8Array };
}

describe("concealment, TS 33.501 C.4", () => {
  it.each(vectors)("$name", (v) => {
    const publicKey = v.homeNetworkPublicKey ?? v.homeNetworkPublicKeyCompressed;
    const suci = concealSupi(
      {
        supi: parseSupi(v.supi) as ImsiIdentifier | NaiIdentifier,
        routingIndicator: "0",
        ...(v.mnc === undefined ? {} : { mncLength: 3 }),
        ...(publicKey === undefined
          ? {}
          : { homeNetworkPublicKey: { id: 1, protectionScheme: v.protectionSchemeId, publicKey: fromHex(publicKey) } }),
      },
      always(fromHex(v.ephPrivateKey ?? "")),
    );
    expect(formatSuciNai(suci)).toBe(v.derived.suciNai);
    const privateKey = v.homeNetworkPrivateKey;
    const keys =
      privateKey === undefined
        ? []
        : [{ id: 1, protectionScheme: v.protectionSchemeId, privateKey: fromHex(privateKey) }];
    const home = new Sidf(keys);
    expect(formatSupi(home.deconceal(suci))).toBe(v.supi);
    expect(formatSupi(home.deconceal(parseSuciNai(v.derived.suciNai, 3)))).toBe(v.supi);
  });

  it.each(vectors.filter((v) => v.derived.suci !== undefined))("text of $name", (v) => {
    expect(formatSuci(parseSuciNai(v.derived.suciNai, 3))).toBe(v.derived.suci);
  });
});

describe("de-concealment", () => {
  it.each(deconceal.cases.filter((v) => v.strict !== false))("$suci", ({ suci, supi }) => {
    expect(formatSupi(sidf.deconceal(parseSuci(suci)))).toBe(supi);
  });
  it.each(deconceal.cases.filter((v) => v.strict === false))("refuses the uncompressed point of $suci", ({ suci }) => {
    expect(() => sidf.deconceal(parseSuci(suci))).toThrow(refusal("SUCI_PUBLIC_KEY_INVALID"));
  });
  it.each(deconceal.invalid)("$name: $expected", ({ suci, expected }) => {
    expect(() => sidf.deconceal(parseSuci(suci))).toThrow(refusal(codes[expected]));
  });

  it("refuses keys that it does not keep and schemes that it does not speak", () => {
    const output = "00".repeat(60);
    expect(() => sidf.deconceal(parseSuci(`suci-0-208-93-0-1-3-${output}`))).toThrow(refusal("SUCI_KEY_UNKNOWN"));
    expect(() => sidf.deconceal(parseSuci(`suci-0-208-93-0-2-1-${output}`))).toThrow(refusal("SUCI_KEY_UNKNOWN"));
    expect(() => sidf.deconceal(parseSuci(`suci-0-208-93-0-c-1-${output}`))).toThrow(
      refusal("SUCI_SCHEME_UNSUPPORTED"),
    );
    expect(() => sidf.deconceal(parseSuci("suci-1-example.org-0-0-0-"))).toThrow(refusal("SUCI_ANONYMOUS"));
    expect(() => suciProfile(2).agreement(privateKeys[1])(basePoint)).toThrow(refusal("SUCI_PUBLIC_KEY_INVALID"));
    expect(() => suciProfile(1).agreement(new Uint8Array(31))).toThrow(refusal("INVALID_PRIVATE_KEY"));
    expect(() => suciProfile(2).agreement(new Uint8Array(32))).toThrow(refusal("INVALID_PRIVATE_KEY"));
    expect(() => suciProfile(1).agreement(privateKeys[0])(new Uint8Array(31))).toThrow(
      refusal("SUCI_PUBLIC_KEY_INVALID"),
    );
  });
});

describe("both directions", () => {
  const input = (protectionScheme: 1 | 2, supi: string) => ({
    supi: parseSupi(supi) as ImsiIdentifier,
    routingIndicator: "12",
    homeNetworkPublicKey: {
      id: protectionScheme,
      protectionScheme,
      publicKey: suciProfile(protectionScheme).publicKeyOf(privateKeys[protectionScheme - 1] as Uint8Array),
    },
  });
  const seed = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .filter((octets) => (octets[0] as number) < 0xff && octets.some(Boolean));

  it.each([1, 2] as const)("profile %i returns any MSIN, and no bit of its output may change", (scheme) => {
    const msin = fc.string({ unit: fc.constantFrom(..."0 1 2 3 4 5 6 7 8 9".split(" ")), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(seed, msin, fc.nat(), (ephemeral, digits, bit) => {
        const supi = `imsi-315010${digits}`;
        const suci = concealSupi(input(scheme, supi), always(ephemeral));
        expect(formatSupi(sidf.deconceal(suci))).toBe(supi);
        const output = fromHex(suci.schemeOutput);
        const at = bit % (output.length * 8);
        output[at >> 3] = (output[at >> 3] as number) ^ (1 << (at & 7));
        expect(() => sidf.deconceal({ ...suci, schemeOutput: toHex(output) })).toThrow(/MAC tag is wrong|public key/);
      }),
      { numRuns: 60 },
    );
  });

  it("draws another ephemeral key when the first is no scalar of P-256", () => {
    const tooBig = new Uint8Array(32).fill(0xff);
    const suci = concealSupi(input(2, "imsi-315010000100001"), always(tooBig, new Uint8Array(32).fill(1)));
    expect(formatSupi(sidf.deconceal(suci))).toBe("imsi-315010000100001");
    expect(() => concealSupi(input(2, "imsi-315010000100001"), always(tooBig))).toThrow(refusal("INVALID_PRIVATE_KEY"));
  });

  it("throws only its own errors for any output", () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.uint8Array({ minLength: 1, maxLength: 80 }), (scheme, output) => {
        const suci = parseSuci(`suci-0-208-93-0-${scheme}-${scheme}-${toHex(output)}`);
        expect(() => sidf.deconceal(suci)).toThrow(expect.toSatisfy((error: unknown) => cryptoErrors.is(error)));
      }),
      { numRuns: 200 },
    );
  });
});
