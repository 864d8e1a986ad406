/** Host and port of a configured listener: `127.0.0.1:7010`, `[::1]:7010`. */
export function faceAddress(text: string): { readonly host: string; readonly port: number } {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(text.slice(colon + 1)) };
}

const LOOPBACK_IPV4 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/** Whether a host never leaves this machine: 127.0.0.0/8, `::1`, `localhost` (RFC 6761 clause 6.3). */
export function isLoopback(host: string): boolean {
  return LOOPBACK_IPV4.test(host) || host === "::1" || host.toLowerCase() === "localhost";
}

/** Askers of a face without TLS count as this member itself, for users' credentials, while only this machine reaches it. */
export function nameOnLoopback(address: string | undefined, tlsName: string): { readonly loopbackIdentity?: string } {
  return address !== undefined && isLoopback(faceAddress(address).host) ? { loopbackIdentity: tlsName } : {};
}
