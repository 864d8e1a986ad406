import { codecErrors } from "../errors.ts";

const GROUPS = 8;
const DECIMAL_OCTET = /^(?:0|[1-9]\d{0,2})$/;
const HEX_GROUP = /^[\da-f]{1,4}$/i;

function invalid(text: string): Error {
  return codecErrors.error("DNS_INVALID_VALUE", `"${text}" is not an IP address`);
}

/** The 4 octets of dotted decimals. @throws DNS_INVALID_VALUE */
export function octetsOfIpv4(text: string): Uint8Array {
  const octets = text.split(".").map((part) => (DECIMAL_OCTET.test(part) ? Number(part) : 256));
  if (octets.length !== 4 || octets.some((octet) => octet > 0xff)) throw invalid(text);
  return Uint8Array.from(octets);
}

/** The 16 octets of an IPv6 address without zone (RFC 4291 clause 2.2). @throws DNS_INVALID_VALUE */
export function octetsOfIpv6(text: string): Uint8Array {
  const [head = "", tail, ...more] = text.split("::");
  const left = groupsOf(head, text);
  const right = tail === undefined ? [] : groupsOf(tail, text);
  const missing = GROUPS - left.length - right.length;
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) throw invalid(text);
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  return Uint8Array.from(groups.flatMap((group) => [group >>> 8, group & 0xff]));
}

function groupsOf(part: string, whole: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group, i, groups) => {
    if (HEX_GROUP.test(group)) return [Number.parseInt(group, 16)];
    if (i !== groups.length - 1 || !group.includes(".")) throw invalid(whole);
    const [a = 0, b = 0, c = 0, d = 0] = octetsOfIpv4(group);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** Dotted decimals of 4 octets, the shortest text of 16 (RFC 5952). */
export function textOfIp(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join(".");
  const groups = Array.from({ length: GROUPS }, (_, i) =>
    (((octets[2 * i] as number) << 8) | (octets[2 * i + 1] as number)).toString(16),
  );
  const text = groups.join(":");
  const zeros = [...text.matchAll(/(?<=^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
  const longest = zeros.reduce((best, run) => (run.length > best.length ? run : best), "");
  return longest === "" ? text : text.replace(new RegExp(`(^|:)${longest}(:|$)`), "::");
}
