import type { Duplex } from "node:stream";
import type { Log } from "@symbolon/base";

interface Malformed {
  readonly status: string;
  readonly title: string;
  readonly detail: string;
}

const badRequest: Malformed = {
  status: "400 Bad Request",
  title: "Bad Request",
  detail: "the octets are not an HTTP/1.1 request",
};

/** What Node's HTTP/1.1 parser says, and how it is answered. */
const answers: Readonly<Record<string, Malformed>> = {
  HPE_HEADER_OVERFLOW: {
    status: "431 Request Header Fields Too Large",
    title: "Request Header Fields Too Large",
    detail: "the header section is larger than this server reads",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: "413 Payload Too Large",
    title: "Payload Too Large",
    detail: "the chunk extensions are larger than this server reads",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: "408 Request Timeout",
    title: "Request Timeout",
    detail: "the request did not arrive whole in time",
  },
};

/**
 * Answers octets that are no HTTP/1.1 request with problem details, once, and closes the connection.
 * @returns false when the peer has just gone away
 */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex, log: Log): boolean {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return false;
  }
  const code = error.code ?? "";
  log.info("http.protocol_error", { protocol: "http/1.1", code, message: error.message });
  const { status, title, detail } = answers[code] ?? badRequest;
  const body = JSON.stringify({ title, status: Number(status.slice(0, 3)), detail, cause: "INVALID_MSG_FORMAT" });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.once("finish", () => socket.destroy());
  return true;
}
