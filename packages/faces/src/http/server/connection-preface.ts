import type { Socket } from "node:net";

export type HttpProtocol = "h2" | "http/1.1";

/** What a client with prior knowledge of HTTP/2 sends first (RFC 9113 clause 3.4), as far as no HTTP/1.1 request can look like it. */
const PREFACE = Buffer.from("PRI * HTTP/2.0", "latin1");

/** `undefined`: the octets so far could become either. */
function protocolOf(octets: Buffer): HttpProtocol | undefined {
  const compared = Math.min(octets.length, PREFACE.length);
  if (octets.compare(PREFACE, 0, compared, 0, compared) !== 0) return "http/1.1";
  return compared === PREFACE.length ? "h2" : undefined;
}

/**
 * Reads a connection until its protocol is known and puts the octets back.
 * A peer that leaves or does not tell within `timeout` milliseconds is cut off and `listener` never called.
 */
export function detectProtocol(socket: Socket, timeout: number, listener: (protocol: HttpProtocol) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const cutOff = () => socket.destroy();
  const timer = setTimeout(cutOff, timeout);
  const stop = () => {
    clearTimeout(timer);
    socket.off("readable", onReadable).off("close", stop).off("end", cutOff).off("error", cutOff);
  };
  const onReadable = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    seen = Buffer.concat([seen, chunk]);
    const protocol = protocolOf(seen);
    if (protocol === undefined) return;
    stop();
    socket.unshift(seen);
    listener(protocol);
  };
  socket.on("error", cutOff).on("end", cutOff).on("close", stop).on("readable", onReadable);
}
