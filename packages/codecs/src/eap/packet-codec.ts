import { concat, fromUtf8, utf8 } from "@symbolon/base";
import { codecErrors } from "../errors.ts";
import { decodeAttributes, encodeAttributes } from "./attribute.ts";
import type { EapPacket, SimMethod, SimSubtype } from "./packet.ts";

/** Longest EAP packet that is read or written; methods here need below 1,100 octets (RFC 4187 clause 8.1 lists them). */
export const MAX_EAP_LENGTH = 4096;

const CODES = { request: 1, response: 2, success: 3, failure: 4 } as const;
const HEADER_LENGTH = 4;
const TYPE_IDENTITY = 1;
const TYPE_NAK = 3;

export const simMethodTypes: Readonly<Record<SimMethod, number>> = { "EAP-SIM": 18, "EAP-AKA": 23, "EAP-AKA'": 50 };

const subtypes: Readonly<Record<SimSubtype, number>> = {
  "AKA-Challenge": 1,
  "AKA-Authentication-Reject": 2,
  "AKA-Synchronization-Failure": 4,
  "AKA-Identity": 5,
  "SIM-Start": 10,
  "SIM-Challenge": 11,
  Notification: 12,
  "Re-authentication": 13,
  "Client-Error": 14,
};

const codeOfNumber = inverse(CODES);
const methodOfNumber = inverse(simMethodTypes);
const subtypeOfNumber = inverse(subtypes);

function inverse<Name extends string>(table: Readonly<Record<Name, number>>): ReadonlyMap<number, Name> {
  return new Map((Object.entries(table) as [Name, number][]).map(([name, number]) => [number, name]));
}

function malformed(why: string) {
  return codecErrors.error("EAP_MALFORMED", `not an EAP packet: ${why}`);
}

/** Decodes one packet that fills the octets. @throws EAP_MALFORMED */
export function decodeEap(octets: Uint8Array): EapPacket {
  if (octets.length < HEADER_LENGTH || octets.length > MAX_EAP_LENGTH) throw malformed(`${octets.length} octets`);
  const [codeNumber, identifier, high, low] = octets as unknown as [number, number, number, number];
  const length = high * 256 + low;
  if (length !== octets.length) throw malformed(`its length says ${length} of ${octets.length} octets`);
  const code = codeOfNumber.get(codeNumber);
  if (code === undefined) throw malformed(`code ${codeNumber}`);
  if (code === "request" || code === "response")
    return decodeTyped({ code, identifier }, octets.subarray(HEADER_LENGTH));
  if (length !== HEADER_LENGTH) throw malformed(`a ${code} with data`);
  return { code, identifier };
}

function decodeTyped(
  header: { readonly code: "request" | "response"; readonly identifier: number },
  body: Uint8Array,
): EapPacket {
  const number = body[0];
  if (number === undefined) throw malformed(`a ${header.code} without type`);
  // A copy, and never a Buffer, whose slices would share the caller's octets.
  const data = new Uint8Array(body.subarray(1));
  const method = methodOfNumber.get(number);
  if (method !== undefined) {
    const subtype = subtypeOfNumber.get(data[0] ?? 0);
    if (subtype === undefined || data.length < 3) throw malformed(`subtype ${data[0] ?? "missing"} of ${method}`);
    return { ...header, type: method, subtype, attributes: decodeAttributes(data.subarray(3)) };
  }
  if (number === TYPE_IDENTITY) return { ...header, type: "identity", identity: decodeIdentity(data) };
  if (number === TYPE_NAK && header.code === "response") return { ...header, type: "nak", desired: Array.from(data) };
  return { ...header, type: "other", number, data };
}

function decodeIdentity(octets: Uint8Array): string {
  try {
    return fromUtf8(octets);
  } catch {
    throw malformed("the identity is not UTF-8");
  }
}

/** @throws EAP_INVALID_VALUE */
export function encodeEap(packet: EapPacket): Uint8Array {
  const body = encodeBody(packet);
  const length = HEADER_LENGTH + body.length;
  if (
    length > MAX_EAP_LENGTH ||
    !Number.isInteger(packet.identifier) ||
    (packet.identifier & 255) !== packet.identifier
  ) {
    throw codecErrors.error("EAP_INVALID_VALUE", `an EAP packet of ${length} octets, identifier ${packet.identifier}`);
  }
  return concat(Uint8Array.of(CODES[packet.code], packet.identifier, length >> 8, length & 255), body);
}

function encodeBody(packet: EapPacket): Uint8Array {
  if (!("type" in packet)) return new Uint8Array(0);
  switch (packet.type) {
    case "identity":
      return concat(Uint8Array.of(TYPE_IDENTITY), utf8(packet.identity));
    case "nak":
      return Uint8Array.of(TYPE_NAK, ...packet.desired);
    case "other":
      return concat(Uint8Array.of(packet.number), packet.data);
    default:
      return concat(
        Uint8Array.of(simMethodTypes[packet.type], subtypes[packet.subtype], 0, 0),
        encodeAttributes(packet.attributes),
      );
  }
}
