import { isIP, SocketAddress } from "node:net";

/** Most names (SANs) that a communication certificate may carry. */
export const MAX_CERTIFICATE_NAMES = 32;

const DNS_NAME = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** A DNS name in lower case without final dot, or an IP address in its shortest form; `undefined` for anything else, wildcards too. */
export function normaliseName(name: string): string | undefined {
  const bare = name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
  const family = isIP(bare);
  if (family !== 0) return new SocketAddress({ address: bare, family: family === 4 ? "ipv4" : "ipv6" }).address;
  const lower = bare.toLowerCase().replace(/\.$/, "");
  return DNS_NAME.test(lower) ? lower : undefined;
}

export function isAddress(name: string): boolean {
  return isIP(name) !== 0;
}
