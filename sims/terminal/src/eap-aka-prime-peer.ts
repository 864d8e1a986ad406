import type { Supi } from "@symbolon/base";
import {
  type EapAttribute,
  type EapPacket,
  type EapSimPacket,
  type SimSubtype,
  attributeValue,
  decodeEap,
  encodeEap,
  encodeWithMac,
  isSimPacket,
  splitMac,
} from "@symbolon/codecs/eap";
import {
  type EapAkaPrimeKeys,
  computeAtMac,
  deriveCkPrimeIkPrime,
  deriveEapAkaPrimeKeys,
  kausfOfEmsk,
  keyIdentityOf,
  sqnXorAkOf,
  verifyAtMac,
} from "@symbolon/crypto";
import type { Usim } from "@symbolon/usim";

export interface EapPeerContext {
  readonly supi: Supi;
  /** Serving network name that the terminal itself knows. */
  readonly networkName: string;
  readonly usim: Usim;
}

export interface EapPeerOutcome {
  /** EAP packet to send back; absent after Success and Failure. */
  readonly response?: Uint8Array;
  /** K_AUSF, after a challenge that was answered. */
  readonly kausf?: Uint8Array;
}

const METHOD = "EAP-AKA'";
const TYPE_EAP_AKA_PRIME = 50;
/** The one key derivation function (RFC 9048 clause 3.2). */
const KDF = 1;
const SEPARATION_BIT = 0x80;
/** "unable to process packet" (RFC 4187 clause 10.20). */
const UNABLE_TO_PROCESS = 0;

/** The peer's side of EAP-AKA' full authentication (RFC 9048, TS 33.501 clause 6.1.3.1). @throws EAP_MALFORMED */
export function answerEapAkaPrime(octets: Uint8Array, context: EapPeerContext): EapPeerOutcome {
  const packet = decodeEap(octets);
  if (packet.code !== "request") return {};
  if (!isSimPacket(packet) || packet.type !== METHOD) return { response: refuseMethod(packet) };
  switch (packet.subtype) {
    case "AKA-Challenge":
      return answerChallenge(octets, packet, context);
    case "Notification":
      return { response: reply(packet, "Notification", []) };
    default:
      // Identities went in NAS already, and 5G has no fast re-authentication (TS 33.501 Annex F).
      return { response: clientError(packet) };
  }
}

function answerChallenge(octets: Uint8Array, request: EapSimPacket, context: EapPeerContext): EapPeerOutcome {
  const [rand] = attributeValue(request, "AT_RAND") ?? [];
  const autn = attributeValue(request, "AT_AUTN");
  const kdf = attributeValue(request, "AT_KDF");
  if (rand === undefined || autn === undefined || kdf === undefined) return { response: clientError(request) };
  if (kdf !== KDF || attributeValue(request, "AT_KDF_INPUT") !== context.networkName)
    return { response: reject(request) };
  const answer = context.usim.authenticate(rand, autn);
  if (answer.outcome === "mac-failure") return { response: reject(request) };
  if (answer.outcome === "synchronisation-failure") return { response: synchronisationFailure(request, answer.auts) };
  if (((answer.amf[0] as number) & SEPARATION_BIT) === 0) return { response: reject(request) };
  const prime = deriveCkPrimeIkPrime(answer.ck, answer.ik, context.networkName, sqnXorAkOf(autn));
  const keys = deriveEapAkaPrimeKeys(prime, keyIdentityOf(context.supi));
  const received = splitMac(octets);
  if (received === undefined || !verifyAtMac(METHOD, keys.kAut, received.zeroed, received.mac)) {
    return { response: clientError(request) };
  }
  return { response: challengeResponse(request, answer.res, keys), kausf: kausfOfEmsk(keys.emsk) };
}

function challengeResponse(request: EapSimPacket, res: Uint8Array, keys: EapAkaPrimeKeys): Uint8Array {
  const attributes: readonly EapAttribute[] = [
    { name: "AT_RES", value: res },
    { name: "AT_MAC", value: new Uint8Array(16) },
  ];
  const packet = response(request, "AKA-Challenge", attributes);
  return encodeWithMac(packet, (zeroed) => computeAtMac(METHOD, keys.kAut, zeroed));
}

function response(request: EapSimPacket, subtype: SimSubtype, attributes: readonly EapAttribute[]): EapSimPacket {
  return { code: "response", identifier: request.identifier, type: METHOD, subtype, attributes };
}

function reply(request: EapSimPacket, subtype: SimSubtype, attributes: readonly EapAttribute[]): Uint8Array {
  return encodeEap(response(request, subtype, attributes));
}

/** The AT_KDF attributes are repeated (RFC 9048 clause 3.2). */
function synchronisationFailure(request: EapSimPacket, auts: Uint8Array): Uint8Array {
  const functions = request.attributes.filter(({ name }) => name === "AT_KDF");
  return reply(request, "AKA-Synchronization-Failure", [{ name: "AT_AUTS", value: auts }, ...functions]);
}

function reject(request: EapSimPacket): Uint8Array {
  return reply(request, "AKA-Authentication-Reject", []);
}

function clientError(request: EapSimPacket): Uint8Array {
  return reply(request, "Client-Error", [{ name: "AT_CLIENT_ERROR_CODE", value: UNABLE_TO_PROCESS }]);
}

function refuseMethod({ identifier }: EapPacket): Uint8Array {
  return encodeEap({ code: "response", identifier, type: "nak", desired: [TYPE_EAP_AKA_PRIME] });
}
