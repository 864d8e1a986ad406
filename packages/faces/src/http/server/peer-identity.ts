import type { IncomingMessage } from "node:http";
import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { TLSSocket } from "node:tls";
import type { PeerIdentity } from "@symbolon/crypto";

const peer = Symbol("peer identity");

interface Identified {
  [peer]?: PeerIdentity;
}

/** Remembers the peer on its socket, and by it on an HTTP/2 session: both are looked at for every request. */
export function rememberPeer(connection: TLSSocket | ServerHttp2Session, identity: PeerIdentity): void {
  (connection as Identified)[peer] = identity;
}

/** The member that sent a request; `undefined` on connections without mutual TLS. */
export function peerOf(request: Pick<IncomingMessage, "socket">): PeerIdentity | undefined {
  return (request.socket as Identified | undefined)?.[peer];
}

/** The same for a stream of HTTP/2. */
export function peerOfStream(stream: Pick<ServerHttp2Stream, "session">): PeerIdentity | undefined {
  return (stream.session as Identified | undefined)?.[peer];
}
