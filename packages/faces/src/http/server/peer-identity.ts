import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

/** Whom mutual TLS has proved to be on the other end. */
export interface PeerIdentity {
  /** Member whose certificate authority issued the certificate. */
  readonly memberId: string;
  /** Subject alternative name among the member's recorded endpoints. */
  readonly name: string;
}

/** Port: finds the member behind a TLS connection, or says why there is none. */
export interface PeerIdentifier {
  identify(socket: TLSSocket): PeerIdentity | { readonly refused: string };
}

const peerOfSocket = Symbol("peer identity");

interface IdentifiedSocket {
  [peerOfSocket]?: PeerIdentity;
}

/** Remembers the peer on its socket: HTTP/2 requests see the socket through a proxy that only passes properties on. */
export function rememberPeer(socket: TLSSocket, peer: PeerIdentity): void {
  (socket as IdentifiedSocket)[peerOfSocket] = peer;
}

/** The member that sent a request; `undefined` on connections without mutual TLS. */
export function peerOf(request: Pick<IncomingMessage, "socket">): PeerIdentity | undefined {
  return (request.socket as IdentifiedSocket | undefined)?.[peerOfSocket];
}
