import type { AttributeName, AttributeValues, EapAttribute } from "./attribute.ts";

/** EAP methods that run on a USIM or SIM (RFC 4186, RFC 4187, RFC 9048). */
export type SimMethod = "EAP-SIM" | "EAP-AKA" | "EAP-AKA'";

/** Subtypes (IANA "EAP-AKA and EAP-SIM Parameters"). */
export type SimSubtype =
  | "AKA-Challenge"
  | "AKA-Authentication-Reject"
  | "AKA-Synchronization-Failure"
  | "AKA-Identity"
  | "SIM-Start"
  | "SIM-Challenge"
  | "Notification"
  | "Re-authentication"
  | "Client-Error";

interface EapHeader {
  readonly code: "request" | "response";
  /** 0 to 255; a response repeats its request's. */
  readonly identifier: number;
}

export interface EapIdentity extends EapHeader {
  readonly type: "identity";
  readonly identity: string;
}

/** Legacy Nak: the methods that the peer would rather use, by type number (RFC 3748 clause 5.3.1). */
export interface EapNak extends EapHeader {
  readonly type: "nak";
  readonly desired: readonly number[];
}

export interface EapSimPacket extends EapHeader {
  readonly type: SimMethod;
  readonly subtype: SimSubtype;
  readonly attributes: readonly EapAttribute[];
}

/** A method that is not spoken here. */
export interface EapOther extends EapHeader {
  readonly type: "other";
  readonly number: number;
  readonly data: Uint8Array;
}

export interface EapResult {
  readonly code: "success" | "failure";
  readonly identifier: number;
}

/** A packet of the Extensible Authentication Protocol (RFC 3748 clause 4). */
export type EapPacket = EapIdentity | EapNak | EapSimPacket | EapOther | EapResult;

export function isSimPacket(packet: EapPacket): packet is EapSimPacket {
  return "attributes" in packet;
}

/** The value of the first attribute of that name. */
export function attributeValue<Name extends AttributeName>(
  packet: EapSimPacket,
  name: Name,
): AttributeValues[Name] | undefined {
  const found = packet.attributes.find((attribute) => attribute.name === name);
  return found?.value as AttributeValues[Name] | undefined;
}
