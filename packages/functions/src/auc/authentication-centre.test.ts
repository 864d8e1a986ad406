import { readFile } from "node:fs/promises";
import { fromHex, parsePlmn, type Random, toHex } from "@symbolon/base";
import {
  checkAutn,
  deriveCkPrimeIkPrime,
  deriveKasme,
  deriveKausf,
  deriveResStar,
  generateAuts,
  Milenage,
  sqnFromOctets,
  sqnToOctets,
  sqnXorAkOf,
  Tuak,
} from "@symbolon/crypto";
import { describe, expect, it } from "vitest";
import { isRefusal, type Refusal } from "../refusal-cause.ts";
import { account, imsi, subscriberKeys, supi, TestHome } from "../../test/home.ts";
import { AuthenticationCentre, DEFAULT_CHALLENGE_LIFETIME, MAX_VECTORS_PER_REQUEST } from "./authentication-centre.ts";
import type { HomeEnvironmentVector, Quintuplet } from "./authentication-vector.ts";
import type { RequesterDomain } from "./requester-domain.ts";

const servingNetworkName = "5G:mnc070.mcc901.3gppnetwork.org";
const usim = new Milenage(subscriberKeys);

interface Chain {
  readonly name: string;
  readonly k: string;
  readonly opc: string;
  readonly rand: string;
  readonly sqn: string;
  readonly autn: string;
  readonly supi: string;
  readonly servingNetworkName: string;
  readonly xresStar: string;
  readonly kausf: string;
}

const vectorFile = new URL("../../../../vectors/5g-aka.json", import.meta.url);
const chains = (JSON.parse(await readFile(vectorFile, "utf8")) as { vectors: readonly Chain[] }).vectors.filter(
  ({ name }) => name.startsWith("capture-5gc"),
);

function sqnOfVector(rand: Uint8Array, autn: Uint8Array): number {
  return sqnFromOctets(checkAutn(usim, rand, autn)?.sqn as Uint8Array);
}

async function vector(home: TestHome): Promise<HomeEnvironmentVector> {
  const made = await home.authenticationCentre.fiveGsVector(supi, servingNetworkName);
  expect(isRefusal(made)).toBe(false);
  return made as HomeEnvironmentVector;
}

describe("vectors", () => {
  it.each(chains)("makes the vector of $name", async (chain) => {
    // The captured SQN has an IND of its own: the whole of it is taken as SEQ here.
    const authentication = { k: fromHex(chain.k), opc: fromHex(chain.opc), supi: chain.supi, indBits: 0 };
    const seq = Number.parseInt(chain.sqn, 16) - 1;
    await using home = await TestHome.open([{ ...account(authentication), seq }]);
    const random: Random = { bytes: () => fromHex(chain.rand) };
    const centre = new AuthenticationCentre({}, { store: home.store.authentication, random, clock: home.clock });
    const made = (await centre.fiveGsVector(chain.supi, chain.servingNetworkName)) as HomeEnvironmentVector;
    expect(toHex(made.autn)).toBe(chain.autn);
    expect(toHex(made.xresStar)).toBe(chain.xresStar);
    expect(toHex(made.kausf)).toBe(chain.kausf);
  });

  it("are accepted by the USIM, which derives the same keys", async () => {
    await using home = await TestHome.open();
    const { rand, autn, xresStar, kausf } = await vector(home);
    const keys = checkAutn(usim, rand, autn);
    expect(keys).toBeDefined();
    const { ck, ik, res } = keys as NonNullable<typeof keys>;
    expect(deriveResStar({ ck, ik, servingNetworkName, rand, res })).toEqual(xresStar);
    expect(deriveKausf(ck, ik, servingNetworkName, sqnXorAkOf(autn))).toEqual(kausf);
  });

  it("carry CK' and IK' where the subscription says EAP-AKA'", async () => {
    await using home = await TestHome.open([account({ method: "EAP_AKA_PRIME" })]);
    const made = await home.authenticationCentre.fiveGsVector(supi, servingNetworkName);
    const { rand, autn, ...rest } = made as { rand: Uint8Array; autn: Uint8Array };
    const { ck, ik, res } = checkAutn(usim, rand, autn) as NonNullable<ReturnType<typeof checkAutn>>;
    const keys = deriveCkPrimeIkPrime(ck, ik, servingNetworkName, sqnXorAkOf(autn));
    expect(rest).toEqual({ type: "EAP_AKA_PRIME", xres: res, ...keys });
  });

  it("are made with TUAK where the subscription says so", async () => {
    const keys = { k: new Uint8Array(32).fill(3), opc: new Uint8Array(32).fill(4) };
    await using home = await TestHome.open([account({ algorithm: "tuak", ...keys })]);
    const { rand, autn } = await vector(home);
    expect(checkAutn(new Tuak({ k: keys.k, topc: keys.opc }), rand, autn)).toBeDefined();
    expect(checkAutn(new Tuak({ k: keys.k, topc: new Uint8Array(32) }), rand, autn)).toBeUndefined();
  });

  it("bind K_ASME to the serving network for EPS", async () => {
    await using home = await TestHome.open();
    const plmn = parsePlmn("90170");
    const made = await home.authenticationCentre.epsVectors(supi, plmn, 2);
    for (const { rand, autn, kasme, xres } of made as Exclude<typeof made, Refusal>) {
      const { ck, ik, res } = checkAutn(usim, rand, autn) as NonNullable<ReturnType<typeof checkAutn>>;
      expect(kasme).toEqual(deriveKasme(ck, ik, plmn, sqnXorAkOf(autn)));
      expect(xres).toEqual(res);
    }
  });

  it("never share an SQN among concurrent requests of all domains, and keep an IND for each domain", async () => {
    await using home = await TestHome.open();
    const domains: readonly RequesterDomain[] = ["5gs", "eps", "ps", "cs", "ims", "gba"];
    const sqns = await Promise.all(
      Array.from({ length: 60 }, async (_, turn) => {
        const domain = domains[turn % domains.length] as RequesterDomain;
        const { rand, autn } = await vectorOf(home, domain);
        return { domain, sqn: sqnOfVector(rand, autn) };
      }),
    );
    expect(new Set(sqns.map(({ sqn }) => sqn)).size).toBe(60);
    expect(new Set(sqns.map(({ sqn }) => Math.floor(sqn / 32))).size).toBe(60);
    for (const { domain, sqn } of sqns) expect(sqn % 32).toBe(domains.indexOf(domain));
  });

  it("set the separation bit for EPS and 5GS only", async () => {
    await using home = await TestHome.open([account({ amf: fromHex("4001") })]);
    const amfOf = async (domain: RequesterDomain) => toHex((await vectorOf(home, domain)).autn.subarray(6, 8));
    expect(await Promise.all((["5gs", "eps", "ps", "gba"] as const).map(amfOf))).toEqual([
      "c001",
      "c001",
      "4001",
      "4001",
    ]);
  });

  it("are refused for unknown numbers, in wrong counts and when SQN is used up", async () => {
    await using home = await TestHome.open([{ ...account({ indBits: 0 }), seq: 2 ** 48 - 1 }]);
    const { authenticationCentre } = home;
    const plmn = parsePlmn("90170");
    expect(await authenticationCentre.fiveGsVector("imsi-00101", servingNetworkName)).toMatchObject({
      refused: "UNKNOWN_NUMBER",
    });
    expect(await authenticationCentre.fiveGsVector(supi, servingNetworkName)).toMatchObject({
      refused: "AUTHENTICATION_REJECTED",
    });
    for (const count of [0, 1.5, MAX_VECTORS_PER_REQUEST + 1]) {
      expect(await authenticationCentre.quintuplets(supi, "ps", count)).toMatchObject({ refused: "MALFORMED_REQUEST" });
      expect(await authenticationCentre.epsVectors(supi, plmn, count)).toMatchObject({ refused: "MALFORMED_REQUEST" });
    }
  });
});

async function vectorOf(home: TestHome, domain: RequesterDomain): Promise<Pick<Quintuplet, "rand" | "autn">> {
  if (domain === "5gs") return vector(home);
  const made =
    domain === "eps"
      ? await home.authenticationCentre.epsVectors(supi, parsePlmn("90170"), 1)
      : await home.authenticationCentre.quintuplets(supi, domain, 1);
  return (made as readonly Quintuplet[])[0] as Quintuplet;
}

describe("resynchronisation", () => {
  const rejected = { refused: "AUTHENTICATION_REJECTED" };
  const seqMs = 0x1122;
  const autsFor = (rand: Uint8Array) => generateAuts(usim, rand, sqnToOctets(seqMs * 32 + 7));
  const nextSeq = async (home: TestHome) => {
    const { rand, autn } = await vector(home);
    return Math.floor(sqnOfVector(rand, autn) / 32);
  };

  it("continues behind the terminal's SQN", async () => {
    await using home = await TestHome.open();
    const { rand } = await vector(home);
    expect(await home.authenticationCentre.resynchronise(supi, { rand, auts: autsFor(rand) })).toBeUndefined();
    expect(await nextSeq(home)).toBe(seqMs + 1);
  });

  it("refuses a wrong MAC-S in every bit and leaves SQN and challenge as they were", async () => {
    await using home = await TestHome.open();
    const { rand } = await vector(home);
    for (let bit = 0; bit < 14 * 8; bit += 1) {
      const auts = autsFor(rand);
      auts[bit >> 3] = (auts[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(await home.authenticationCentre.resynchronise(supi, { rand, auts })).toMatchObject(rejected);
    }
    expect(await home.authenticationCentre.resynchronise(supi, { rand, auts: autsFor(rand) })).toBeUndefined();
    expect(await nextSeq(home)).toBe(seqMs + 1);
  });

  it("refuses a RAND that was never sent, although MAC-S is right", async () => {
    await using home = await TestHome.open();
    await vector(home);
    const rand = new Uint8Array(16).fill(1);
    expect(await home.authenticationCentre.resynchronise(supi, { rand, auts: autsFor(rand) })).toMatchObject(rejected);
    expect(await nextSeq(home)).toBe(2);
    // Right or wrong, nobody learns whether MAC-S fits a RAND of his own choice.
    const [right, wrong] = await Promise.all(
      [autsFor(rand), new Uint8Array(14)].map((auts) => home.authenticationCentre.resynchronise(supi, { rand, auts })),
    );
    expect(right).toEqual(wrong);
  });

  it("refuses the same AUTS again, also at the same moment", async () => {
    await using home = await TestHome.open();
    const { rand } = await vector(home);
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => home.authenticationCentre.resynchronise(supi, { rand, auts: autsFor(rand) })),
    );
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
    expect(await home.authenticationCentre.resynchronise(supi, { rand, auts: autsFor(rand) })).toMatchObject(rejected);
  });

  it("refuses an answer that comes too late", async () => {
    await using home = await TestHome.open();
    const { rand } = await vector(home);
    home.clock.time += DEFAULT_CHALLENGE_LIFETIME;
    expect(await home.authenticationCentre.resynchronise(supi, { rand, auts: autsFor(rand) })).toMatchObject(rejected);
  });

  it("knows nobody else", async () => {
    await using home = await TestHome.open();
    const { rand } = await vector(home);
    const other = `imsi-${Number(imsi) + 1}`;
    expect(await home.authenticationCentre.resynchronise(other, { rand, auts: autsFor(rand) })).toMatchObject({
      refused: "UNKNOWN_NUMBER",
    });
  });
});
