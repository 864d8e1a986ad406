import type { Branded } from "./branded.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";

/** IPv4 address as four decimal numbers without leading zeros. */
export type Ipv4Address = Branded<"Ipv4Address">;

const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const IPV4_PATTERN = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

export function isIpv4(text: string): text is Ipv4Address {
  return IPV4_PATTERN.test(text);
}

/** @throws INVALID_IDENTIFIER */
export function parseIpv4(text: string): Ipv4Address {
  if (!isIpv4(text)) {
    throw invalidIdentifier("an IPv4 address", text, "it is malformed", "four numbers 0-255 without leading zeros");
  }
  return text;
}
