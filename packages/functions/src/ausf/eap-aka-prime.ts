import { formatNai, parseSupi, SymbolonError } from "@symbolon/base";
import {
  attributeValue,
  decodeEap,
  type EapPacket,
  encodeEap,
  encodeWithMac,
  type EapSimPacket,
  isSimPacket,
  splitMac,
} from "@symbolon/codecs/eap";
import {
  computeAtMac,
  deriveEapAkaPrimeKeys,
  type EapAkaPrimeKeys,
  equalSecrets,
  kausfOfEmsk,
  verifyAtMac,
} from "@symbolon/crypto";
import type { EapAkaPrimeVector } from "../auc/authentication-vector.ts";

const METHOD = "EAP-AKA'";

/** Key derivation function 1 of RFC 9048: the only one. */
const KDF = 1;

/** General failure, before or in place of authentication (RFC 4187 clause 10.19): needs no AT_MAC. */
const GENERAL_FAILURE = 0x4000;

/** What the peer sent, as far as the server tells it apart. */
export type PeerMessage =
  | "challenge-response"
  | "synchronization-failure"
  | "authentication-reject"
  | "client-error"
  | "notification-response"
  | "identity"
  | "stale"
  | "unexpected";

/** One full authentication of a terminal, from the server's side. */
export interface EapExchange {
  readonly vector: EapAkaPrimeVector;
  readonly keys: EapAkaPrimeKeys;
  /** Identifier of the last request. */
  readonly identifier: number;
  /** The last request, as it was sent. */
  readonly request: Uint8Array;
}

/** TS 33.501 Annex F.3: the IMSI's digits or the NAI, never the SUCI or what the peer says. */
function keyIdentity(supi: string): string {
  const parsed = parseSupi(supi);
  switch (parsed.kind) {
    case "imsi":
      return parsed.digits;
    case "nai":
      return formatNai(parsed);
    default:
      return parsed.text;
  }
}

/** EAP-Request/AKA'-Challenge (RFC 9048 clause 3, TS 33.501 clause 6.1.3.1). */
export function challenge(
  vector: EapAkaPrimeVector,
  supi: string,
  servingNetworkName: string,
  identifier: number,
): EapExchange {
  const keys = deriveEapAkaPrimeKeys(vector, keyIdentity(supi));
  const packet: EapSimPacket = {
    code: "request",
    identifier,
    type: METHOD,
    subtype: "AKA-Challenge",
    attributes: [
      { name: "AT_RAND", value: [vector.rand] },
      { name: "AT_AUTN", value: vector.autn },
      { name: "AT_KDF", value: KDF },
      { name: "AT_KDF_INPUT", value: servingNetworkName },
      { name: "AT_MAC", value: new Uint8Array(16) },
    ],
  };
  const request = encodeWithMac(packet, (zeroed) => computeAtMac(METHOD, keys.kAut, zeroed));
  return { vector, keys, identifier, request };
}

/** EAP-Request/AKA'-Notification of a general failure: what comes before EAP-Failure when the peer may go on waiting. */
export function failureNotification(identifier: number): Uint8Array {
  return encodeEap({
    code: "request",
    identifier,
    type: METHOD,
    subtype: "Notification",
    attributes: [{ name: "AT_NOTIFICATION", value: GENERAL_FAILURE }],
  });
}

export function eapResult(code: "success" | "failure", identifier: number): Uint8Array {
  return encodeEap({ code, identifier });
}

/** @returns undefined when the octets are not EAP */
export function readPeerMessage(
  octets: Uint8Array,
  identifier: number,
): { readonly message: PeerMessage; readonly packet: EapPacket } | undefined {
  try {
    const packet = decodeEap(octets);
    return { message: kindOf(packet, identifier), packet };
  } catch (error) {
    if (!(error instanceof SymbolonError)) throw error;
    return undefined;
  }
}

const messages: Partial<Record<EapSimPacket["subtype"], PeerMessage>> = {
  "AKA-Challenge": "challenge-response",
  "AKA-Synchronization-Failure": "synchronization-failure",
  "AKA-Authentication-Reject": "authentication-reject",
  "AKA-Identity": "identity",
  "Client-Error": "client-error",
  Notification: "notification-response",
};

function kindOf(packet: EapPacket, identifier: number): PeerMessage {
  if (packet.code !== "response") return "unexpected";
  if (packet.identifier !== identifier) return "stale";
  if (isSimPacket(packet)) return packet.type === METHOD ? (messages[packet.subtype] ?? "unexpected") : "unexpected";
  return packet.type === "identity" ? "identity" : "unexpected";
}

/** True when AT_MAC and AT_RES of EAP-Response/AKA'-Challenge are right. */
export function responseIsRight(octets: Uint8Array, packet: EapPacket, { keys, vector }: EapExchange): boolean {
  const authenticated = splitMac(octets);
  if (authenticated === undefined || !isSimPacket(packet)) return false;
  // Both are always checked: time shall not tell which one was wrong.
  const macIsRight = verifyAtMac(METHOD, keys.kAut, authenticated.zeroed, authenticated.mac);
  const resIsRight = equalSecrets(attributeValue(packet, "AT_RES") ?? new Uint8Array(0), vector.xres);
  return macIsRight && resIsRight;
}

export function autsOf(packet: EapPacket): Uint8Array | undefined {
  return isSimPacket(packet) ? attributeValue(packet, "AT_AUTS") : undefined;
}

/** K_AUSF of the exchange, 32 octets. */
export function kausfOf({ keys }: EapExchange): Uint8Array {
  return kausfOfEmsk(keys.emsk);
}
