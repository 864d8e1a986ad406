import type { Socket } from "node:net";
import type { DnsReply, DnsResponder } from "./dns-responder.ts";
import { MAX_DNS_PIPELINED, MAX_DNS_TCP_QUERY_OCTETS, MAX_DNS_UNSENT_OCTETS } from "./limits.ts";

const LENGTH_OCTETS = 2;
const NOTHING = Buffer.alloc(0);

export interface TcpConnectionOptions {
  readonly peer: string;
  readonly idleMs: number;
}

/**
 * DNS over one TCP connection (RFC 7766): length-framed queries, any number behind each other, answered as the
 * answers come. Reading pauses while too many wait or the peer does not take its answers.
 */
export class TcpConnection {
  readonly #socket: Socket;
  readonly #responder: DnsResponder;
  readonly #peer: string;
  readonly #idle: NodeJS.Timeout;
  #unread: Buffer = NOTHING;
  #waiting = 0;
  #ended = false;

  constructor(options: TcpConnectionOptions, modules: { readonly socket: Socket; readonly responder: DnsResponder }) {
    this.#peer = options.peer;
    this.#socket = modules.socket;
    this.#responder = modules.responder;
    this.#idle = setTimeout(() => this.#onIdle(), options.idleMs);
    const socket = this.#socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
      this.#read();
    });
    socket.on("drain", () => this.#read());
    socket.on("end", () => {
      this.#ended = true;
      this.#read();
    });
    // A reset is the peer's way to go; "close" follows.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => clearTimeout(this.#idle));
  }

  #read(): void {
    this.#socket.cork();
    while (!this.#isFull() && !this.#socket.destroyed) {
      const query = this.#takeQuery();
      if (query === undefined) break;
      this.#idle.refresh();
      this.#answer(query);
    }
    this.#socket.uncork();
    if (this.#isFull()) this.#socket.pause();
    else if (this.#ended && this.#waiting === 0) this.#socket.end();
    else this.#socket.resume();
  }

  #isFull(): boolean {
    return this.#waiting >= MAX_DNS_PIPELINED || this.#socket.writableLength > MAX_DNS_UNSENT_OCTETS;
  }

  #takeQuery(): Buffer | undefined {
    if (this.#unread.length < LENGTH_OCTETS) return undefined;
    const end = LENGTH_OCTETS + this.#unread.readUInt16BE(0);
    if (end > LENGTH_OCTETS + MAX_DNS_TCP_QUERY_OCTETS) {
      this.#socket.destroy();
      return undefined;
    }
    if (this.#unread.length < end) return undefined;
    const query = this.#unread.subarray(LENGTH_OCTETS, end);
    this.#unread = this.#unread.subarray(end);
    return query;
  }

  #answer(query: Buffer): void {
    const reply = this.#responder.respond(query, "tcp", this.#peer);
    if (!(reply instanceof Promise)) {
      this.#send(reply);
      return;
    }
    this.#waiting += 1;
    void reply.then((settled) => {
      this.#waiting -= 1;
      this.#send(settled);
      this.#read();
    });
  }

  #send(reply: DnsReply): void {
    if (this.#socket.destroyed) return;
    if (reply === undefined) {
      // What gets no answer is no DNS query, and nothing sensible follows it.
      this.#socket.destroy();
      return;
    }
    const framed = Buffer.allocUnsafe(LENGTH_OCTETS + reply.length);
    framed.writeUInt16BE(reply.length, 0);
    framed.set(reply, LENGTH_OCTETS);
    this.#socket.write(framed);
  }

  #onIdle(): void {
    if (this.#waiting > 0 && this.#socket.writableLength === 0) this.#idle.refresh();
    else this.#socket.destroy();
  }
}
