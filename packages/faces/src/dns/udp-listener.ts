import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import type { Log } from "@symbolon/base";
import { faceErrors } from "../errors.ts";
import type { DnsReply, DnsResponder } from "./dns-responder.ts";
import { DNS_RECEIVE_BUFFER_OCTETS, MAX_DNS_UNSENT_OCTETS } from "./limits.ts";

/** DNS over UDP on one address. */
export class UdpListener {
  readonly #responder: DnsResponder;
  readonly #log: Log;
  #socket: Socket | undefined;

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
