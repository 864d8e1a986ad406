/** Host and port of a configured listener: `127.0.0.1:7010`, `[::1]:7010`. */
export function faceAddress(text: string): { readonly host: string; readonly port: number } {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(text.slice(colon + 1)) };
}
