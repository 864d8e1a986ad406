import {
  attributeValue,
  decodeEap,
  type EapAttribute,
  encodeEap,
  encodeWithMac,
  type EapSimPacket,
  splitMac,
} from "@symbolon/codecs/eap";
import {
  checkAutn,
  computeAtMac,
  deriveCkPrimeIkPrime,
  deriveEapAkaPrimeKeys,
  deriveKausf,
  deriveKseaf,
  deriveResStar,
  type EapAkaPrimeKeys,
  generateAuts,
  kausfOfEmsk,
  Milenage,
  sqnToOctets,
  sqnXorAkOf,
  verifyAtMac,
} from "@symbolon/crypto";
import { imsi, subscriberKeys } from "./home.ts";

export const usim = new Milenage(subscriberKeys);

export function autsFor(rand: Uint8Array, seq: number): Uint8Array {
  return generateAuts(usim, rand, sqnToOctets(seq * 32));
}

/** The terminal's side of 5G AKA. */
export function answer5gAka(rand: Uint8Array, autn: Uint8Array, servingNetworkName: string) {
  const { ck, ik, res } = checkAutn(usim, rand, autn) as NonNullable<ReturnType<typeof checkAutn>>;
  const kausf = deriveKausf(ck, ik, servingNetworkName, sqnXorAkOf(autn));
  return {
    resStar: deriveResStar({ ck, ik, servingNetworkName, rand, res }),
    kseaf: deriveKseaf(kausf, servingNetworkName),
  };
}

export interface EapChallenge {
  readonly identifier: number;
  readonly rand: Uint8Array;
  readonly res: Uint8Array;
  readonly keys: EapAkaPrimeKeys;
  readonly kseaf: Uint8Array;
}

/** The terminal's side of EAP-AKA': checks AT_MAC and AUTN of a challenge and derives all keys. */
export function acceptChallenge(octets: Uint8Array): EapChallenge {
  const packet = decodeEap(octets) as EapSimPacket;
  const [rand] = attributeValue(packet, "AT_RAND") as [Uint8Array];
  const autn = attributeValue(packet, "AT_AUTN") as Uint8Array;
  const name = attributeValue(packet, "AT_KDF_INPUT") as string;
  const { ck, ik, res } = checkAutn(usim, rand, autn) as NonNullable<ReturnType<typeof checkAutn>>;
  const keys = deriveEapAkaPrimeKeys(deriveCkPrimeIkPrime(ck, ik, name, sqnXorAkOf(autn)), imsi);
  const { zeroed, mac } = splitMac(octets) as NonNullable<ReturnType<typeof splitMac>>;
  if (!verifyAtMac("EAP-AKA'", keys.kAut, zeroed, mac)) throw new Error("the challenge is not from the home network");
  return { identifier: packet.identifier, rand, res, keys, kseaf: deriveKseaf(kausfOfEmsk(keys.emsk), name) };
}

export function eapResponse(
  identifier: number,
  subtype: EapSimPacket["subtype"],
  attributes: readonly EapAttribute[] = [],
): Uint8Array {
  return encodeEap({ code: "response", identifier, type: "EAP-AKA'", subtype, attributes });
}

/** EAP-Response/AKA'-Challenge. */
export function answerChallenge({ identifier, keys, res }: EapChallenge): Uint8Array {
  const attributes = [
    { name: "AT_RES", value: res },
    { name: "AT_MAC", value: new Uint8Array(16) },
  ] as const;
  const packet = { code: "response", identifier, type: "EAP-AKA'", subtype: "AKA-Challenge", attributes } as const;
  return encodeWithMac(packet, (zeroed) => computeAtMac("EAP-AKA'", keys.kAut, zeroed));
}
