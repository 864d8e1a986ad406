import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import type { Log } from "@symbolon/base";
import { faceErrors } from "../errors.ts";
import type { DnsReply, DnsResponder } from "./dns-responder.ts";
import { DNS_RECEIVE_BUFFER_OCTETS, MAX_DNS_BATCH, MAX_DNS_UNSENT_OCTETS } from "./limits.ts";

interface Datagram {
  readonly octets: Uint8Array;
  readonly peer: RemoteInfo;
}

/**
 * DNS over UDP on one address. Datagrams that the event loop delivers together are answered in one synchronous turn:
 * a resolver then opens its view of the ledger once for all of them.
 */
export class UdpListener {
  readonly #responder: DnsResponder;
  readonly #log: Log;
  #socket: Socket | undefined;
  #batch: Datagram[] = [];
  readonly #flush = () => this.#answerBatch();

  constructor(modules: { readonly responder: DnsResponder; readonly log: Log }) {
    this.#responder = modules.responder;
    this.#log = modules.log;
  }

  /** @returns the port taken. @throws FACE_ADDRESS_UNAVAILABLE */
  async listen(host: string, port: number): Promise<number> {
    const socket = createSocket({
      type: isIPv6(host) ? "udp6" : "udp4",
      // Peers are addresses already; the default lookup would cost each answer a turn of the event loop.
      lookup: (address, family, callback) => callback(null, address, Number(family)),
    });
    try {
      // With that lookup the event comes before bind returns.
      const listening = once(socket, "listening");
      socket.bind({ address: host, port, exclusive: true });
      await listening;
    } catch (cause) {
      socket.close();
      throw faceErrors.error("FACE_ADDRESS_UNAVAILABLE", `cannot listen on udp ${host} port ${port}`, { cause });
    }
    this.#socket = socket;
    this.#enlarge(socket);
    socket.on("error", (error) => this.#log.error("enum.udp-failed", { error }));
    socket.on("message", (octets, peer) => this.#received(octets, peer));
    return socket.address().port;
  }

  #enlarge(socket: Socket): void {
    try {
      socket.setRecvBufferSize(DNS_RECEIVE_BUFFER_OCTETS);
    } catch (error) {
      this.#log.debug("enum.receive-buffer-small", { error });
    }
  }

  #received(octets: Uint8Array, peer: RemoteInfo): void {
    if (this.#batch.length === 0) setImmediate(this.#flush);
    this.#batch.push({ octets, peer });
    if (this.#batch.length >= MAX_DNS_BATCH) this.#answerBatch();
  }

  #answerBatch(): void {
    const batch = this.#batch;
    this.#batch = [];
    for (const datagram of batch) this.#answer(datagram);
  }

  #answer({ octets, peer }: Datagram): void {
    const reply = this.#responder.respond(octets, "udp", peer.address);
    if (reply instanceof Promise) void reply.then((settled) => this.#send(settled, peer));
    else this.#send(reply, peer);
  }

  #send(reply: DnsReply, peer: RemoteInfo): void {
    const socket = this.#socket;
    if (reply === undefined || socket === undefined || peer.port === 0) return;
    // Asking again is the asker's part in UDP, so what the network does not take is dropped.
    if (socket.getSendQueueSize() > MAX_DNS_UNSENT_OCTETS) return;
    socket.send(reply, 0, reply.length, peer.port, peer.address);
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    const closed = once(socket, "close");
    socket.close();
    await closed;
  }
}
