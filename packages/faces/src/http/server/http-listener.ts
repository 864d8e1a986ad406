import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import type { Clock, Log } from "@symbolon/base";
import { peerIdentity, renewServerTrust, serverTlsOptions, type TlsIdentity, type TrustSource } from "@symbolon/crypto";
import { faceErrors } from "../../errors.ts";
import type { FaceObserver } from "../../face-observer.ts";
import { detectProtocol, type HttpProtocol } from "./connection-preface.ts";
import { refuseMalformed } from "./malformed-request.ts";
import { type HttpLimits, defaultHttpLimits } from "./limits.ts";
import { peerOf, rememberPeer } from "./peer-identity.ts";

/** A request handler in the style of `node:http`; HTTP/2 requests come through Node's compatibility API. */
export type HttpHandler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** Answers a stream of HTTP/2 itself and says `true`, or leaves it untouched to the handler. */
export type StreamHandler = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => boolean;

/** Mutual TLS: own keys, and the members that may connect. */
export interface HttpTls {
  readonly identity: TlsIdentity;
  readonly trust: TrustSource;
}

export interface HttpListenerOptions {
  /** Name of the face in metrics. */
  readonly face: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls?: HttpTls;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpListenerModules {
  readonly handler: HttpHandler;
  readonly streamHandler: StreamHandler;
  readonly log: Log;
  readonly observer: FaceObserver;
  readonly clock: Clock;
}

export interface HttpAddress {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

/**
 * One TCP port that speaks HTTP/1.1 and HTTP/2: in clear by the client's first octets (h2c with prior knowledge, TS 29.500
 * clause 5.2.1), under TLS by ALPN. Both protocols share one handler and one set of limits.
 */
export class HttpListener implements AsyncDisposable {
  readonly #options: HttpListenerOptions;
  readonly #limits: HttpLimits;
  readonly #log: Log;
  readonly #observer: FaceObserver;
  readonly #clock: Clock;
  readonly #front: net.Server | tls.Server;
  readonly #http1: http.Server;
  readonly #http2: http2.Http2Server;
  readonly #sockets = new Set<net.Socket>();
  readonly #secured = new Set<tls.TLSSocket>();
  /** Connections that have not said yet what they speak. */
  readonly #greeting = new Set<net.Socket>();
  #closing: Promise<void> | undefined;

  constructor(options: HttpListenerOptions, modules: HttpListenerModules) {
    this.#options = options;
    this.#limits = { ...defaultHttpLimits, ...options.limits };
    this.#log = modules.log;
    this.#observer = modules.observer;
    this.#clock = modules.clock;
    this.#http1 = this.#createHttp1(modules.handler);
    this.#http2 = this.#createHttp2(modules);
    this.#front = options.tls === undefined ? this.#createClear() : this.#createTls(options.tls);
    this.#front.maxConnections = this.#limits.connections;
    this.#front.on("drop", () => this.#observer.turnedAway(options.face, "too_many_connections"));
  }

  /** @throws FACE_ADDRESS_UNAVAILABLE */
  async listen(): Promise<HttpAddress> {
    const { host, port } = this.#options;
    try {
      this.#front.listen({ host, port });
      await once(this.#front, "listening");
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw faceErrors.error("FACE_ADDRESS_UNAVAILABLE", `cannot listen on ${host}:${port}: ${reason}`, { cause });
    }
    return this.address();
  }

  address(): HttpAddress {
    const { address, family, port } = this.#front.address() as net.AddressInfo;
    const scheme = this.#options.tls === undefined ? "http" : "https";
    const authority = family === "IPv6" ? `[${address}]` : address;
    return { host: address, port, url: `${scheme}://${authority}:${port}` };
  }

  /** Connections open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** To be called when the ledger's view of members has changed: new connections meet it, open ones that lost trust end. */
  refreshTrust(): void {
    const { tls: secure } = this.#options;
    if (secure === undefined) return;
    renewServerTrust(this.#front as tls.Server, secure.identity, secure.trust);
    for (const socket of this.#secured) this.#identify(socket, secure.trust);
  }

  /** Accepts nothing more, lets requests in progress finish, cuts off what is left at the deadline. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // HTTP/1.1 connections with a request in progress end right after it instead of waiting for another.
    this.#http1.keepAliveTimeout = 1;
    this.#http1.keepAliveTimeoutBuffer = 1;
    const closed = this.#front.listening ? once(this.#front, "close") : undefined;
    this.#front.close();
    this.#http1.close();
    this.#http2.close();
    for (const socket of this.#greeting) socket.destroy();
    const deadline = setTimeout(() => {
      this.#log.warn("http.close_deadline", { connections: this.#sockets.size });
      for (const socket of this.#sockets) socket.destroy();
    }, this.#limits.closeDeadline);
    await closed;
    clearTimeout(deadline);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #createHttp1(handler: HttpHandler): http.Server {
    const { headerOctets, headerFields, headersTimeout, requestTimeout, idleTimeout } = this.#limits;
    const server = http.createServer(
      {
        maxHeaderSize: headerOctets,
        headersTimeout: Math.min(headersTimeout, requestTimeout),
        requestTimeout,
        connectionsCheckingInterval: Math.max(10, Math.min(1_000, headersTimeout / 2)),
        keepAliveTimeout: idleTimeout,
        requireHostHeader: true,
      },
      handler,
    );
    server.maxHeadersCount = headerFields;
    server.timeout = idleTimeout;
    server.on("clientError", (error, socket) => {
      if (refuseMalformed(error, socket, this.#log)) this.#turnedAway("protocol_error");
    });
    // It never listens itself; this event starts its supervision of slow requests.
    server.emit("listening");
    return server;
  }

  #createHttp2(modules: HttpListenerModules): http2.Http2Server {
    const { headerOctets, headerFields, streamsPerConnection, idleTimeout } = this.#limits;
    const server = http2.createServer({
      settings: { maxConcurrentStreams: streamsPerConnection, maxHeaderListSize: headerOctets, enablePush: false },
      maxHeaderListPairs: headerFields,
    });
    const compatible = http2.createServer({}, modules.handler as never);
    server.on("stream", (stream, headers, flags, rawHeaders) => {
      if (modules.streamHandler(stream, headers)) return;
      this.#limitBody(stream, flags);
      compatible.emit("stream", stream, headers, flags, rawHeaders);
    });
    server.on("session", (session) => {
      const identity = peerOf(session);
      if (identity !== undefined) rememberPeer(session, identity);
      session.setTimeout(idleTimeout, () => {
        session.close();
        setTimeout(() => session.destroy(), this.#limits.closeDeadline).unref();
      });
    });
    server.on("sessionError", (error: NodeJS.ErrnoException) => {
      this.#log.info("http.protocol_error", { protocol: "h2", code: error.code, message: error.message });
      this.#turnedAway("protocol_error");
    });
    return server;
  }

  /** HTTP/2 has no timer for slow bodies of its own; `node:http` has one. */
  #limitBody(stream: http2.ServerHttp2Stream, flags: number): void {
    if ((flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0) return;
    const timer = setTimeout(() => stream.close(http2.constants.NGHTTP2_CANCEL), this.#limits.requestTimeout);
    const stop = () => clearTimeout(timer);
    stream.once("end", stop).once("close", stop);
  }

  #createClear(): net.Server {
    return net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#track(socket);
      this.#greeting.add(socket);
      socket.once("close", () => this.#greeting.delete(socket));
      detectProtocol(socket, this.#limits.greetingTimeout, (protocol) => {
        this.#greeting.delete(socket);
        this.#serve(socket, protocol);
      });
    });
  }

  #createTls({ identity, trust }: HttpTls): tls.Server {
    const server = tls.createServer({
      ...serverTlsOptions(identity, trust),
      ALPNProtocols: ["h2", "http/1.1"],
      handshakeTimeout: this.#limits.greetingTimeout,
      noDelay: true,
    });
    server.on("connection", (socket: net.Socket) => this.#track(socket));
    server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      this.#log.info("http.tls_refused", { code: error.code, message: error.message, peer: socket.remoteAddress });
      this.#turnedAway("tls");
      socket.destroy();
    });
    server.on("secureConnection", (socket) => {
      this.#secured.add(socket);
      socket.once("close", () => this.#secured.delete(socket));
      if (this.#identify(socket, trust)) this.#serve(socket, socket.alpnProtocol === "h2" ? "h2" : "http/1.1");
    });
    return server;
  }

  /** The certificate's member, asked of the ledger: that OpenSSL knows the authority is not enough. */
  #identify(socket: tls.TLSSocket, trust: TrustSource): boolean {
    try {
      rememberPeer(socket, peerIdentity(socket, trust, this.#clock));
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : "unreadable certificate";
      this.#log.warn("http.peer_refused", { reason, peer: socket.remoteAddress });
      this.#turnedAway("peer");
      socket.destroy();
      return false;
    }
  }

  #turnedAway(reason: string): void {
    this.#observer.turnedAway(this.#options.face, reason);
  }

  #track(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #serve(socket: net.Socket, protocol: HttpProtocol): void {
    // Its handshake ended after the close had begun: nobody would ask it to end.
    if (this.#closing !== undefined) {
      socket.destroy();
      return;
    }
    if (protocol === "http/1.1") {
      this.#http1.emit("connection", socket);
      return;
    }
    socket.allowHalfOpen = false;
    this.#http2.emit("connection", socket);
  }
}
