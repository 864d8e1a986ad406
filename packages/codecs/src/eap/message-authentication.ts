import { codecErrors } from "../errors.ts";
import { AT_MAC_TYPE, attributeSpans } from "./attribute.ts";
import { encodeEap } from "./packet-codec.ts";
import type { EapSimPacket } from "./packet.ts";

/** Code, identifier, length, type, subtype and two reserved octets. */
const ATTRIBUTES_OFFSET = 8;
const MAC_OFFSET = 4;
const MAC_LENGTH = 16;

/** Computes the 16 octets of AT_MAC over a packet in which they are zero. */
export type MacFunction = (packet: Uint8Array) => Uint8Array;

export interface AuthenticatedPacket {
  /** The packet with the octets of AT_MAC zero: what the MAC is computed over (RFC 4187 clause 10.15). */
  readonly zeroed: Uint8Array;
  readonly mac: Uint8Array;
}

function macPosition(octets: Uint8Array): number | undefined {
  for (const { offset, length } of attributeSpans(octets.subarray(ATTRIBUTES_OFFSET))) {
    const at = ATTRIBUTES_OFFSET + offset;
    if (octets[at] === AT_MAC_TYPE && length === MAC_OFFSET + MAC_LENGTH) return at + MAC_OFFSET;
  }
  return undefined;
}

/** Parts a received packet from its MAC. @returns undefined when there is no AT_MAC. @throws EAP_MALFORMED */
export function splitMac(octets: Uint8Array): AuthenticatedPacket | undefined {
  const at = macPosition(octets);
  if (at === undefined) return undefined;
  const zeroed = new Uint8Array(octets);
  const mac = zeroed.slice(at, at + MAC_LENGTH);
  zeroed.fill(0, at, at + MAC_LENGTH);
  return { zeroed, mac };
}

/** Encodes a packet whose attributes hold an AT_MAC (of any value) and puts the computed MAC into it. @throws EAP_INVALID_VALUE */
export function encodeWithMac(packet: EapSimPacket, compute: MacFunction): Uint8Array {
  const octets = encodeEap(packet);
  const at = macPosition(octets);
  if (at === undefined) throw codecErrors.error("EAP_INVALID_VALUE", "the packet has no AT_MAC to be computed");
  octets.fill(0, at, at + MAC_LENGTH);
  const mac = compute(octets);
  if (mac.length !== MAC_LENGTH)
    throw codecErrors.error("EAP_INVALID_VALUE", `a MAC of ${mac.length} octets; it has 16`);
  octets.set(mac, at);
  return octets;
}
