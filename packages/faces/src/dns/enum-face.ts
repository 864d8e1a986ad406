import type { Clock, Log } from "@symbolon/base";
import type { CopyFreshness, RoutingResolver } from "@symbolon/functions/bchf";
import { faceErrors } from "../errors.ts";
import type { FaceObserver } from "../face-observer.ts";
import { DnsResponder } from "./dns-responder.ts";
import type { HolderDirectory } from "./enum-records.ts";
import { EnumZone, type EnumZoneOptions } from "./enum-zone.ts";
import { TcpListener, type TcpListenerOptions } from "./tcp-listener.ts";
import { UdpListener } from "./udp-listener.ts";

export interface EnumFaceOptions extends HolderDirectory, TcpListenerOptions {
  /** Address of UDP and TCP. Default 127.0.0.1. */
  readonly host?: string;
  /** Port of both; 0 takes any that both have free. */
  readonly port: number;
  /** Domain below which the numbers lie. Default e164.arpa. */
  readonly suffix?: string;
  /** Name of this server in SOA and NS. Default ns.invalid. */
  readonly nameServer?: string;
  /** Keeper's mailbox in SOA, @ written as a dot. Default hostmaster.invalid. */
  readonly mailbox?: string;
  /** Longest TTL of an answer. Default 60. */
  readonly ttlSeconds?: number;
  /** Longest TTL of "no such number". Default 10. */
  readonly negativeTtlSeconds?: number;
  /** Questions that may wait for the resolver. Default MAX_DNS_IN_FLIGHT. */
  readonly maxInFlight?: number;
}

export interface EnumFaceModules {
  /** Every promise that it gives must settle: a place among the waiting questions is held until then. */
  readonly resolver: RoutingResolver;
  /** How long the copy may still be answered from; no TTL is longer. */
  readonly freshness: Pick<CopyFreshness, "secondsLeft">;
  readonly log: Log;
  readonly clock: Clock;
  readonly observer?: FaceObserver;
}

/** Tries to find a port that UDP and TCP both have free. */
const MAX_PORT_TRIES = 16;

/** ENUM (RFC 6116): an authoritative DNS server over UDP and TCP that answers numbers through a resolver. */
export class EnumFace implements AsyncDisposable {
  readonly #host: string;
  readonly #port: number;
  readonly #udp: UdpListener;
  readonly #tcp: TcpListener;

  /** @throws FACE_OPTION_INVALID */
  constructor(options: EnumFaceOptions, modules: EnumFaceModules) {
    this.#host = options.host ?? "127.0.0.1";
    this.#port = options.port;
    const log = modules.log.child({ face: "enum" });
    const zone = new EnumZone(zoneOptions(options), modules);
    const responder = new DnsResponder(options, { ...modules, log, zone });
    this.#udp = new UdpListener({ log, responder });
    this.#tcp = new TcpListener(options, { ...modules, log, responder });
  }

  /** @returns the address taken. @throws FACE_ADDRESS_UNAVAILABLE */
  async listen(): Promise<{ readonly host: string; readonly port: number }> {
    for (let tries = 1; ; tries += 1) {
      const port = await this.#udp.listen(this.#host, this.#port);
      try {
        await this.#tcp.listen(this.#host, port);
        return { host: this.#host, port };
      } catch (error) {
        await this.#udp.close();
        if (this.#port !== 0 || tries >= MAX_PORT_TRIES) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#udp.close(), this.#tcp.close()]);
  }
}

function zoneOptions(options: EnumFaceOptions): EnumZoneOptions {
  const suffix = (options.suffix ?? "e164.arpa").toLowerCase().replace(/\.$/, "");
  const times = {
    ttlSeconds: options.ttlSeconds ?? 60,
    negativeTtlSeconds: options.negativeTtlSeconds ?? 10,
  };
  if (suffix === "") throw faceErrors.error("FACE_OPTION_INVALID", "the ENUM suffix is empty");
  for (const [name, value] of Object.entries(times)) {
    if (Number.isSafeInteger(value) && value >= 0 && value <= 0x7fff_ffff) continue;
    throw faceErrors.error("FACE_OPTION_INVALID", `${name} is ${value}, not a number of seconds that a TTL can have`);
  }
  return {
    suffix,
    ...times,
    nameServer: options.nameServer ?? "ns.invalid",
    mailbox: options.mailbox ?? "hostmaster.invalid",
    sipDomain: (holder) => options.sipDomain(holder),
    routingNumber: (holder) => options.routingNumber(holder),
  };
}
