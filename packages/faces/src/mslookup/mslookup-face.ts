import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIP, isIPv6 } from "node:net";
import { MSLOOKUP_SUFFIX } from "@symbolon/codecs/mslookup";
import { faceErrors } from "../errors.ts";
import { MAX_MSLOOKUP_IN_FLIGHT, MslookupResponder, type MslookupResponderModules } from "./mslookup-responder.ts";
import type { ServiceDirectory } from "./service-address.ts";

/** The group and port of Osmocom's distributed GSM. */
export const MSLOOKUP_GROUP = "239.192.23.42";
export const MSLOOKUP_PORT = 4266;

/** The IPv4 multicast group, on which queries come and answers go. */
export interface MslookupMulticast {
  /** Default 239.192.23.42. */
  readonly group?: string;
  /** Default 4266. */
  readonly port?: number;
  /** Own address of the interface to use; without it the routing table decides. */
  readonly interface?: string;
}

export interface MslookupFaceOptions extends ServiceDirectory {
  /** Unicast address that answers whoever asks it. Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Default mdns.osmocom.org. */
  readonly suffix?: string;
  /** Joined only when given. */
  readonly multicast?: MslookupMulticast;
  /** Queries that may wait. Default MAX_MSLOOKUP_IN_FLIGHT. */
  readonly maxInFlight?: number;
}

type Reply = (socket: Socket, answer: Uint8Array, peer: { readonly port: number; readonly address: string }) => void;

/** mslookup (Osmocom's distributed GSM over multicast DNS): says where a subscriber's home and services are. */
export class MslookupFace implements AsyncDisposable {
  readonly #host: string;
  readonly #port: number;
  readonly #multicast: MslookupMulticast | undefined;
  readonly #responder: MslookupResponder;
  readonly #modules: MslookupResponderModules;
  readonly #sockets: Socket[] = [];

  /** @throws FACE_OPTION_INVALID */
  constructor(options: MslookupFaceOptions, modules: MslookupResponderModules) {
    const { suffix = MSLOOKUP_SUFFIX, maxInFlight = MAX_MSLOOKUP_IN_FLIGHT } = options;
    this.#host = options.host ?? "127.0.0.1";
    this.#port = options.port;
    this.#multicast = options.multicast;
    this.#modules = { ...modules, log: modules.log.child({ face: "mslookup" }) };
    if (suffix === "" || suffix !== suffix.toLowerCase() || suffix.endsWith(".")) {
      throw faceErrors.error(
        "FACE_OPTION_INVALID",
        "the mslookup suffix is not a domain in lower case without dot at its end",
      );
    }
    if (isIP(this.#multicast?.group ?? MSLOOKUP_GROUP) !== 4) {
      throw faceErrors.error("FACE_OPTION_INVALID", "the mslookup group is not an IPv4 address");
    }
    const directory: ServiceDirectory = {
      serviceAddress: (service, answer) => options.serviceAddress(service, answer),
      resolveHost: (host) => options.resolveHost?.(host),
    };
    this.#responder = new MslookupResponder({ ...directory, suffix, maxInFlight }, this.#modules);
  }

  /** @returns the unicast address taken. @throws FACE_ADDRESS_UNAVAILABLE */
  async listen(): Promise<{ readonly host: string; readonly port: number }> {
    const socket = await this.#open(this.#host, this.#port, false, (socket, answer, peer) => {
      if (peer.port > 0) socket.send(answer, peer.port, peer.address);
    });
    try {
      if (this.#multicast !== undefined) await this.#join(this.#multicast);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
    return { host: this.#host, port: socket.address().port };
  }

  async #join(multicast: MslookupMulticast): Promise<void> {
    const { group = MSLOOKUP_GROUP, port = MSLOOKUP_PORT } = multicast;
    // Bound to the group itself, so that nothing sent to another address arrives here.
    const socket = await this.#open(group, port, true, (socket, answer) => socket.send(answer, port, group));
    try {
      socket.addMembership(group, multicast.interface);
      if (multicast.interface !== undefined) socket.setMulticastInterface(multicast.interface);
      // Programs on this machine ask too.
      socket.setMulticastLoopback(true);
    } catch (cause) {
      const where = multicast.interface ?? "the default interface";
      throw faceErrors.error("FACE_ADDRESS_UNAVAILABLE", `cannot join ${group} on ${where}`, { cause });
    }
  }

  async #open(host: string, port: number, shared: boolean, reply: Reply): Promise<Socket> {
    const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4", reuseAddr: shared });
    try {
      const listening = once(socket, "listening");
      socket.bind({ address: host, port, exclusive: true });
      await listening;
    } catch (cause) {
      socket.close();
      throw faceErrors.error("FACE_ADDRESS_UNAVAILABLE", `cannot listen on udp ${host} port ${port}`, { cause });
    }
    this.#sockets.push(socket);
    socket.on("error", (error) => this.#modules.log.error("mslookup.udp-failed", { error }));
    socket.on("message", (octets, peer) => {
      void this.#responder.respond(octets, peer.address).then((answer) => {
        if (answer !== undefined && this.#sockets.includes(socket)) reply(socket, answer, peer);
      });
    });
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sockets = this.#sockets.splice(0);
    await Promise.all(
      sockets.map(async (socket) => {
        const closed = once(socket, "close");
        socket.close();
        await closed;
      }),
    );
  }
}
