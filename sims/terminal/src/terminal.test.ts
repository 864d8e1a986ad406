import {
  type Clock,
  type ImsiIdentifier,
  type Random,
  formatSupi,
  fromHex,
  parsePlmn,
  parseSupi,
  servingNetworkName,
} from "@symbolon/base";
import {
  type EapAttribute,
  type EapSimPacket,
  attributeValue,
  decodeEap,
  encodeEap,
  encodeWithMac,
  splitMac,
} from "@symbolon/codecs/eap";
import {
  MemoryKeyStore,
  Milenage,
  Sidf,
  checkAuts,
  computeAtMac,
  deriveCkPrimeIkPrime,
  deriveEapAkaPrimeKeys,
  deriveKamf,
  deriveKausf,
  deriveKseaf,
  deriveResStar,
  generateVector,
  kausfOfEmsk,
  keyIdentityOf,
  sqnToOctets,
  sqnXorAkOf,
  suciProfile,
  verifyAtMac,
  verifyCredential,
} from "@symbolon/crypto";
import { Usim } from "@symbolon/usim";
import { describe, expect, it } from "vitest";
import { Terminal, type TerminalOptions } from "./terminal.ts";

const supi = parseSupi("imsi-315010000100001") as ImsiIdentifier;
const servingNetwork = parsePlmn("001-01");
const name = servingNetworkName(servingNetwork);
const abba = fromHex("0000");
const rand = fromHex("23553cbe9637a89d218ae64dae47bf35");
const algorithm = new Milenage({ k: new Uint8Array(16).fill(1), opc: new Uint8Array(16).fill(2) });
const clock: Clock = { now: () => 1_795_000_000_500, monotonic: () => 0 };

/** Counts instead of drawing: every call gives other octets. */
function counting(): Random {
  let calls = 0;
  return {
    bytes: (length) => {
      calls += 1;
      return new Uint8Array(length).fill(calls);
    },
  };
}

function makeTerminal(options: Partial<TerminalOptions> = {}): Terminal {
  return new Terminal({ supi, ...options }, { usim: new Usim(algorithm), clock, random: counting() });
}

function vectorOf(seq: number, amf = "8000") {
  return generateVector(algorithm, { rand, sqn: sqnToOctets(seq * 32), amf: fromHex(amf) });
}

describe("5G AKA", () => {
  it("answers with RES* and derives the home's K_AMF", () => {
    const terminal = makeTerminal();
    const { autn, ck, ik, xres } = vectorOf(1);
    expect(terminal.kamf).toBeUndefined();
    const answer = terminal.authenticate({ servingNetwork, rand, autn, abba });
    expect(answer).toEqual({ resStar: deriveResStar({ ck, ik, servingNetworkName: name, rand, res: xres }) });
    const kseaf = deriveKseaf(deriveKausf(ck, ik, name, sqnXorAkOf(autn)), name);
    expect(terminal.kamf).toEqual(deriveKamf(kseaf, supi, abba));
  });

  it("binds the keys to the network that the terminal sees", () => {
    const terminal = makeTerminal();
    const { autn, ck, ik, xres } = vectorOf(1);
    const answer = terminal.authenticate({ servingNetwork: parsePlmn("001-02"), rand, autn, abba });
    expect(answer).not.toEqual({ resStar: deriveResStar({ ck, ik, servingNetworkName: name, rand, res: xres }) });
  });

  it("answers a stale SQN with AUTS and a wrong MAC with cause 20", () => {
    const terminal = makeTerminal();
    const { autn } = vectorOf(5);
    terminal.authenticate({ servingNetwork, rand, autn, abba });
    const answer = terminal.authenticate({ servingNetwork, rand, autn, abba }) as { cause: number; auts: Uint8Array };
    expect(answer.cause).toBe(21);
    expect(checkAuts(algorithm, rand, answer.auts)).toEqual(sqnToOctets(5 * 32));
    const damaged = vectorOf(6).autn.slice();
    damaged[15] = (damaged[15] as number) ^ 1;
    expect(terminal.authenticate({ servingNetwork, rand, autn: damaged, abba })).toEqual({ cause: 20 });
  });

  it("refuses a challenge without the separation bit", () => {
    const terminal = makeTerminal();
    expect(terminal.authenticate({ servingNetwork, rand, autn: vectorOf(1, "0000").autn, abba })).toEqual({
      cause: 26,
    });
    expect(terminal.kamf).toBeUndefined();
  });
});

describe("concealed identity", () => {
  it.each([1, 2])("profile %i: other octets each time, the same subscriber", (protectionScheme) => {
    const privateKey = new Uint8Array(32).fill(0x42);
    const publicKey = suciProfile(protectionScheme).publicKeyOf(privateKey);
    const terminal = makeTerminal({
      homeNetworkPublicKey: { id: 9, protectionScheme, publicKey },
      routingIndicator: "12",
    });
    const [first, second] = [terminal.registrationIdentity(), terminal.registrationIdentity()];
    expect(first.schemeOutput).not.toBe(second.schemeOutput);
    const sidf = new Sidf([{ id: 9, protectionScheme, privateKey }]);
    expect([first, second].map((suci) => formatSupi(sidf.deconceal(suci)))).toEqual([
      formatSupi(supi),
      formatSupi(supi),
    ]);
    expect(first).toMatchObject({
      routingIndicator: "12",
      plmn: { mcc: "315", mnc: "010" },
      homeNetworkPublicKeyId: 9,
    });
  });
  it("shows the number with the null scheme", () => {
    expect(makeTerminal().registrationIdentity()).toMatchObject({ protectionScheme: 0, schemeOutput: "000100001" });
  });
});

describe("EAP-AKA'", () => {
  function challenge(
    seq: number,
    change: { networkName?: string; attributes?: readonly EapAttribute[]; amf?: string } = {},
  ) {
    const vector = vectorOf(seq, change.amf);
    const prime = deriveCkPrimeIkPrime(vector.ck, vector.ik, name, sqnXorAkOf(vector.autn));
    const keys = deriveEapAkaPrimeKeys(prime, keyIdentityOf(supi));
    const packet: EapSimPacket = {
      code: "request",
      identifier: 7,
      type: "EAP-AKA'",
      subtype: "AKA-Challenge",
      attributes: change.attributes ?? [
        { name: "AT_RAND", value: [rand] },
        { name: "AT_AUTN", value: vector.autn },
        { name: "AT_KDF", value: 1 },
        { name: "AT_KDF_INPUT", value: change.networkName ?? name },
        { name: "AT_MAC", value: new Uint8Array(16) },
      ],
    };
    return { vector, keys, octets: encodeWithMac(packet, (zeroed) => computeAtMac("EAP-AKA'", keys.kAut, zeroed)) };
  }
  const answer = (terminal: Terminal, packet: Uint8Array) => terminal.answerEap({ servingNetwork, packet, abba });
  const subtypeOf = (octets: Uint8Array | undefined) => (decodeEap(octets as Uint8Array) as EapSimPacket).subtype;

  it("answers with RES under AT_MAC and derives K_AUSF from EMSK", () => {
    const terminal = makeTerminal();
    const { vector, keys, octets } = challenge(1);
    const { response, kausf } = answer(terminal, octets);
    const packet = decodeEap(response as Uint8Array) as EapSimPacket;
    expect([packet.code, packet.identifier, packet.subtype]).toEqual(["response", 7, "AKA-Challenge"]);
    expect(attributeValue(packet, "AT_RES")).toEqual(vector.xres);
    const received = splitMac(response as Uint8Array);
    expect(received && verifyAtMac("EAP-AKA'", keys.kAut, received.zeroed, received.mac)).toBe(true);
    expect(kausf).toEqual(kausfOfEmsk(keys.emsk));
    expect(terminal.kamf).toEqual(deriveKamf(deriveKseaf(kausf as Uint8Array, name), supi, abba));
  });

  it("answers a wrong AT_MAC with Client-Error and no keys", () => {
    const terminal = makeTerminal();
    const { octets } = challenge(1);
    octets[octets.length - 1] = (octets.at(-1) as number) ^ 1;
    const { response, kausf } = answer(terminal, octets);
    expect(subtypeOf(response)).toBe("Client-Error");
    expect([kausf, terminal.kamf]).toEqual([undefined, undefined]);
  });

  it("rejects another network name, a wrong AUTN and a missing separation bit", () => {
    expect(
      subtypeOf(
        answer(makeTerminal(), challenge(1, { networkName: "5G:mnc002.mcc001.3gppnetwork.org" }).octets).response,
      ),
    ).toBe("AKA-Authentication-Reject");
    expect(subtypeOf(answer(makeTerminal(), challenge(1, { amf: "0000" }).octets).response)).toBe(
      "AKA-Authentication-Reject",
    );
    const { octets } = challenge(1);
    octets[32] = (octets[32] as number) ^ 1;
    expect(subtypeOf(answer(makeTerminal(), octets).response)).toBe("AKA-Authentication-Reject");
  });

  it("answers a stale SQN with AUTS and repeats AT_KDF", () => {
    const terminal = makeTerminal();
    const { octets } = challenge(3);
    answer(terminal, octets);
    const packet = decodeEap(answer(terminal, octets).response as Uint8Array) as EapSimPacket;
    expect([packet.subtype, attributeValue(packet, "AT_KDF")]).toEqual(["AKA-Synchronization-Failure", 1]);
    expect(checkAuts(algorithm, rand, attributeValue(packet, "AT_AUTS") as Uint8Array)).toEqual(sqnToOctets(3 * 32));
  });

  it("refuses other methods and incomplete challenges, and falls silent after the end", () => {
    const terminal = makeTerminal();
    const identity = encodeEap({ code: "request", identifier: 1, type: "identity", identity: "" });
    expect(decodeEap(answer(terminal, identity).response as Uint8Array)).toMatchObject({ type: "nak", desired: [50] });
    const incomplete = challenge(1, { attributes: [{ name: "AT_MAC", value: new Uint8Array(16) }] });
    expect(subtypeOf(answer(terminal, incomplete.octets).response)).toBe("Client-Error");
    expect(answer(terminal, encodeEap({ code: "success", identifier: 1 }))).toEqual({});
    const notification: EapSimPacket = {
      code: "request",
      identifier: 2,
      type: "EAP-AKA'",
      subtype: "Notification",
      attributes: [{ name: "AT_NOTIFICATION", value: 16384 }],
    };
    expect(subtypeOf(answer(terminal, encodeEap(notification)).response)).toBe("Notification");
    expect(() => answer(terminal, Uint8Array.of(1, 2, 3))).toThrow(expect.objectContaining({ code: "EAP_MALFORMED" }));
  });
});

describe("credential of the user", () => {
  it("permits one requester, and each has a nonce of its own", async () => {
    const store = new MemoryKeyStore();
    const signer = await store.signer((await store.generate("EdDSA", "user")).id);
    const terminal = new Terminal({ supi }, { usim: new Usim(algorithm), clock, random: counting(), signer });
    const jws = (await terminal.credential("amf.visited.example")) as string;
    const expected = { sub: formatSupi(supi), aud: "amf.visited.example", scope: "registration", now: clock.now() };
    const verdict = await verifyCredential(jws, signer, expected);
    expect(verdict).toMatchObject({ claims: { iat: 1_795_000_000, exp: 1_795_000_300, nonce: "01".repeat(16) } });
    expect(await verifyCredential(jws, signer, { ...expected, aud: "amf.other.example" })).toMatchObject({
      refused: "CREDENTIAL_INVALID",
    });
    expect(await terminal.credential("amf.visited.example")).not.toBe(jws);
  });
  it("is not given without a key", async () => {
    expect(await makeTerminal().credential("amf.visited.example")).toBeUndefined();
  });
});
