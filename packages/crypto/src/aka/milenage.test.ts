import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAutn, checkAuts, generateAuts, generateVector } from "./authentication-token.ts";
import { kcOf, sresOf } from "./conversion.ts";
import { Milenage, computeOpc } from "./milenage.ts";
import { sqnFromOctets, sqnToOctets } from "./sequence-number.ts";

type Hex = string;
interface MilenageVector {
  readonly name: string;
  readonly k: Hex;
  readonly rand: Hex;
  readonly sqn: Hex;
  readonly amf: Hex;
  readonly op?: Hex;
  readonly opc: Hex;
  readonly macA: Hex;
  readonly macS: Hex;
  readonly res: Hex;
  readonly ck: Hex;
  readonly ik: Hex;
  readonly ak: Hex;
  readonly akStar: Hex;
  readonly derived: Readonly<Record<"autn" | "auts" | "macSResync" | "sres" | "kc", Hex>>;
}
interface MilenageVectors {
  readonly vectors: readonly MilenageVector[];
  readonly opcOnly: readonly Readonly<Record<"k" | "op" | "opc", Hex>>[];
  readonly invalid: readonly {
    readonly name: string;
    readonly k: Hex;
    readonly opc: Hex;
    readonly rand: Hex;
    readonly autn?: Hex;
    readonly auts?: Hex;
    readonly expected: "macFailure" | "lengthError";
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../vectors/milenage.json", import.meta.url), "utf8"),
) as MilenageVectors;

function setUp(v: MilenageVector) {
  const [k, opc, rand, sqn, amf] = [v.k, v.opc, v.rand, v.sqn, v.amf].map(fromHex) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return { algorithm: new Milenage({ k, opc }), rand, sqn, amf };
}

describe("Milenage vectors", () => {
  it.each(vectors.vectors)("functions of $name", (v) => {
    const { algorithm, rand, sqn, amf } = setUp(v);
    expect(toHex(algorithm.f1(rand, sqn, amf))).toBe(v.macA);
    expect(toHex(algorithm.f1Star(rand, sqn, amf))).toBe(v.macS);
    expect(toHex(algorithm.f5Star(rand))).toBe(v.akStar);
    const { res, ck, ik, ak } = algorithm.f2345(rand);
    expect([res, ck, ik, ak].map(toHex)).toEqual([v.res, v.ck, v.ik, v.ak]);
    const all = algorithm.f12345(rand, sqn, amf);
    expect([all.macA, all.res, all.ck, all.ik, all.ak].map(toHex)).toEqual([v.macA, v.res, v.ck, v.ik, v.ak]);
  });

  it.each(vectors.vectors)("tokens of $name", (v) => {
    const { algorithm, rand, sqn, amf } = setUp(v);
    const vector = generateVector(algorithm, { rand, sqn, amf });
    expect([vector.autn, vector.xres, vector.ak].map(toHex)).toEqual([v.derived.autn, v.res, v.ak]);
    const accepted = checkAutn(algorithm, rand, vector.autn);
    expect(accepted && [accepted.sqn, accepted.amf, accepted.res].map(toHex)).toEqual([v.sqn, v.amf, v.res]);
    const auts = generateAuts(algorithm, rand, sqn);
    expect(toHex(auts)).toBe(v.derived.auts);
    const sqnMs = checkAuts(algorithm, rand, auts);
    expect(sqnMs && toHex(sqnMs)).toBe(v.sqn);
    expect(toHex(sresOf(vector.xres))).toBe(v.derived.sres);
    expect(toHex(kcOf(vector.ck, vector.ik))).toBe(v.derived.kc);
  });

  const withOp = [...vectors.opcOnly, ...vectors.vectors.filter((v) => v.op !== undefined)];
  it.each(withOp)("OPc $opc", (v) => {
    expect(toHex(computeOpc(fromHex(v.k), fromHex(v.op as string)))).toBe(v.opc);
  });
});

describe("refused input", () => {
  const check = (v: MilenageVectors["invalid"][number]) => {
    const algorithm = new Milenage({ k: fromHex(v.k), opc: fromHex(v.opc) });
    if (v.autn !== undefined) return checkAutn(algorithm, fromHex(v.rand), fromHex(v.autn));
    return checkAuts(algorithm, fromHex(v.rand), fromHex(v.auts as string));
  };
  it.each(vectors.invalid.filter((v) => v.expected === "macFailure"))("$name: MAC failure", (v) => {
    expect(check(v)).toBeUndefined();
  });
  it.each(vectors.invalid.filter((v) => v.expected === "lengthError"))("$name: length", (v) => {
    expect(() => check(v)).toThrow(expect.objectContaining({ code: "AKA_INVALID_LENGTH" }));
  });

  it("refuses keys and challenges of other lengths, without showing the key", () => {
    const wrong = expect.objectContaining({
      code: "AKA_INVALID_LENGTH",
      message: expect.not.stringContaining("abab") as string,
    });
    const good = new Uint8Array(16).fill(0xab);
    const short = new Uint8Array(15).fill(0xab);
    expect(() => new Milenage({ k: short, opc: good })).toThrow(wrong);
    expect(() => new Milenage({ k: good, opc: short })).toThrow(wrong);
    expect(() => computeOpc(good, short)).toThrow(wrong);
    const algorithm = new Milenage({ k: good, opc: good });
    expect(() => algorithm.f2345(short)).toThrow(wrong);
    expect(() => algorithm.f1(good, new Uint8Array(5), new Uint8Array(2))).toThrow(wrong);
    expect(() => algorithm.f12345(good, new Uint8Array(6), new Uint8Array(3))).toThrow(wrong);
    expect(() => sresOf(new Uint8Array(5))).toThrow(wrong);
  });

  it("does not change when the caller overwrites the key afterwards", () => {
    const [k, opc, rand] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2), new Uint8Array(16)];
    const algorithm = new Milenage({ k, opc });
    const before = toHex(algorithm.f2345(rand).ck);
    k.fill(9);
    opc.fill(9);
    expect(toHex(algorithm.f2345(rand).ck)).toBe(before);
  });

  it("accepts no AUTN with a flipped bit", () => {
    const v = vectors.vectors[0] as MilenageVector;
    const { algorithm, rand } = setUp(v);
    fc.assert(
      fc.property(fc.nat(127), (bit) => {
        const autn = fromHex(v.derived.autn);
        autn[bit >> 3] = (autn[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(checkAutn(algorithm, rand, autn)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe("sequence numbers", () => {
  it("round trip over 48 bits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (sqn) => {
        expect(sqnFromOctets(sqnToOctets(sqn))).toBe(sqn);
      }),
    );
    expect(toHex(sqnToOctets(2 ** 48 - 1))).toBe("ffffffffffff");
    expect(toHex(sqnToOctets(0x0102030405))).toBe("000102030405");
  });
  it.each([-1, 2 ** 48, 1.5, Number.NaN])("refuses %d", (sqn) => {
    expect(() => sqnToOctets(sqn)).toThrow(expect.objectContaining({ code: "AKA_INVALID_PARAMETER" }));
  });
});
