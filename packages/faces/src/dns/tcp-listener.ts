import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { Clock, Log } from "@symbolon/base";
import { faceErrors } from "../errors.ts";
import { type FaceObserver, silentObserver } from "../face-observer.ts";
import { PeerLog } from "../peer-log.ts";
import type { DnsResponder } from "./dns-responder.ts";
import { DNS_IDLE_MS, MAX_DNS_CONNECTIONS, MAX_DNS_CONNECTIONS_PER_PEER } from "./limits.ts";
import { TcpConnection } from "./tcp-connection.ts";

export interface TcpListenerOptions {
  readonly idleMs?: number;
  readonly maxConnections?: number;
  readonly maxConnectionsPerPeer?: number;
}

export interface TcpListenerModules {
  readonly responder: DnsResponder;
  readonly log: Log;
  readonly clock: Clock;
  readonly observer?: FaceObserver;
}

/** DNS over TCP on one address. */
export class TcpListener {
  readonly #options: Required<TcpListenerOptions>;
  readonly #responder: DnsResponder;
  readonly #log: Log;
  readonly #peerLog: PeerLog;
  readonly #observer: FaceObserver;
  readonly #connections = new Set<Socket>();
  readonly #connectionsOfPeer = new Map<string, number>();
  #server: Server | undefined;

  constructor(options: TcpListenerOptions, modules: TcpListenerModules) {
    this.#options = {
      idleMs: options.idleMs ?? DNS_IDLE_MS,
      maxConnections: options.maxConnections ?? MAX_DNS_CONNECTIONS,
      maxConnectionsPerPeer: options.maxConnectionsPerPeer ?? MAX_DNS_CONNECTIONS_PER_PEER,
    };
    this.#responder = modules.responder;
    this.#log = modules.log;
    this.#peerLog = new PeerLog(modules);
    this.#observer = modules.observer ?? silentObserver;
  }

  /** @throws FACE_ADDRESS_UNAVAILABLE */
  async listen(host: string, port: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    try {
      server.listen({ host, port });
      await once(server, "listening");
    } catch (cause) {
      throw faceErrors.error("FACE_ADDRESS_UNAVAILABLE", `cannot listen on tcp ${host} port ${port}`, { cause });
    }
    server.on("error", (error) => this.#log.error("enum.tcp-failed", { error }));
    this.#server = server;
  }

  #accept(socket: Socket): void {
    const peer = socket.remoteAddress ?? "unknown";
    const ofPeer = this.#connectionsOfPeer.get(peer) ?? 0;
    if (this.#connections.size >= this.#options.maxConnections || ofPeer >= this.#options.maxConnectionsPerPeer) {
      socket.on("error", () => {});
      socket.destroy();
      this.#observer.turnedAway("enum", "too-many-connections");
      this.#peerLog.warn("enum.turned-away", "too-many-connections", peer, {
        connections: this.#connections.size,
        ofPeer,
      });
      return;
    }
    this.#connections.add(socket);
    this.#connectionsOfPeer.set(peer, ofPeer + 1);
    socket.on("close", () => this.#forget(socket, peer));
    const { idleMs } = this.#options;
    void new TcpConnection({ peer, idleMs }, { socket, responder: this.#responder });
  }

  #forget(socket: Socket, peer: string): void {
    this.#connections.delete(socket);
    const left = (this.#connectionsOfPeer.get(peer) ?? 1) - 1;
    if (left > 0) this.#connectionsOfPeer.set(peer, left);
    else this.#connectionsOfPeer.delete(peer);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.#connections) socket.destroy();
    await closed;
  }
}
