import type { Clock, Log } from "@symbolon/base";
import {
  codecErrors,
  type DnsHeader,
  type DnsQuery,
  decodeDnsHeader,
  decodeDnsQuery,
  type Edns,
  extendedErrors,
  MAX_MESSAGE_OCTETS,
  MIN_UDP_PAYLOAD_OCTETS,
  recordTypes,
  ResponseEncoder,
  UDP_PAYLOAD_OCTETS,
} from "@symbolon/codecs/dns";
import { type FaceObserver, silentObserver } from "../face-observer.ts";
import { PeerLog } from "../peer-log.ts";
import type { EnumZone, ZoneAnswer } from "./enum-zone.ts";
import { MAX_DNS_IN_FLIGHT } from "./limits.ts";

/** Name of this face in metrics. */
const FACE = "enum";
const HEADER_OCTETS = 12;
const OPCODE_QUERY = 0;
const NO_RECORDS = { authoritative: false, answers: [], authority: [] } as const;
const FORMAT_ERROR: ZoneAnswer = { responseCode: "FORMERR", ...NO_RECORDS };
const NOT_IMPLEMENTED: ZoneAnswer = { responseCode: "NOTIMP", ...NO_RECORDS };
const BAD_VERSION: ZoneAnswer = { responseCode: "BADVERS", ...NO_RECORDS };
const FAILED: ZoneAnswer = { responseCode: "SERVFAIL", ...NO_RECORDS };
const OVERLOADED: ZoneAnswer = { ...FAILED, extendedError: extendedErrors.NOT_READY };

const operations: ReadonlyMap<number, string> = new Map(
  Object.entries(recordTypes).map(([name, type]) => [type, name]),
);

export type DnsTransport = "udp" | "tcp";

/** What goes back to the asker; `undefined` where nothing may go back. */
export type DnsReply = Uint8Array | undefined;

interface Asked {
  readonly header: DnsHeader;
  readonly query?: DnsQuery;
  readonly transport: DnsTransport;
  readonly started: number;
}

export interface DnsResponderModules {
  readonly zone: EnumZone;
  readonly log: Log;
  readonly clock: Clock;
  readonly observer?: FaceObserver;
}

/** From the octets of a query to the octets of its response; never throws, never rejects. */
export class DnsResponder {
  readonly #zone: EnumZone;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #observer: FaceObserver;
  readonly #peerLog: PeerLog;
  readonly #encoder = new ResponseEncoder();
  readonly #maxInFlight: number;
  #inFlight = 0;

  constructor(options: { readonly maxInFlight?: number }, modules: DnsResponderModules) {
    this.#maxInFlight = options.maxInFlight ?? MAX_DNS_IN_FLIGHT;
    this.#zone = modules.zone;
    this.#log = modules.log;
    this.#clock = modules.clock;
    this.#observer = modules.observer ?? silentObserver;
    this.#peerLog = new PeerLog(modules);
  }

  /** @param peer address of the asker, for logs. */
  respond(octets: Uint8Array, transport: DnsTransport, peer: string): DnsReply | Promise<DnsReply> {
    const started = this.#clock.monotonic();
    if (octets.length < HEADER_OCTETS) {
      return this.#turnAway("too-short", peer);
    }
    const header = decodeDnsHeader(octets);
    if (header.isResponse) {
      return this.#turnAway("not-a-query", peer);
    }
    if (header.opcode !== OPCODE_QUERY) return this.#encode({ header, transport, started }, NOT_IMPLEMENTED);
    const query = this.#decode(octets, header, peer);
    if (query === undefined) return this.#encode({ header, transport, started }, FORMAT_ERROR);
    return this.#ask({ header, query, transport, started }, query);
  }

  #turnAway(reason: string, peer: string, message?: string): undefined {
    this.#observer.turnedAway(FACE, reason);
    this.#peerLog.warn("enum.turned-away", reason, peer, message === undefined ? {} : { message });
  }

  #decode(octets: Uint8Array, header: DnsHeader, peer: string): DnsQuery | undefined {
    try {
      return decodeDnsQuery(octets, header);
    } catch (error) {
      if (!codecErrors.is(error)) throw error;
      return this.#turnAway("malformed", peer, error.message);
    }
  }

  #ask(asked: Asked, query: DnsQuery): DnsReply | Promise<DnsReply> {
    if (query.edns !== undefined && query.edns.version > 0) return this.#encode(asked, BAD_VERSION);
    if (this.#inFlight >= this.#maxInFlight) return this.#encode(asked, OVERLOADED);
    let answer: ZoneAnswer | Promise<ZoneAnswer>;
    try {
      answer = this.#zone.answer(query.question);
    } catch (error) {
      return this.#fail(asked, error);
    }
    return answer instanceof Promise ? this.#await(asked, answer) : this.#encode(asked, answer);
  }

  async #await(asked: Asked, answer: Promise<ZoneAnswer>): Promise<DnsReply> {
    this.#inFlight += 1;
    try {
      return this.#encode(asked, await answer);
    } catch (error) {
      return this.#fail(asked, error);
    } finally {
      this.#inFlight -= 1;
    }
  }

  #fail(asked: Asked, error: unknown): DnsReply {
    this.#log.error("enum.failed", { error });
    return this.#encode(asked, FAILED);
  }

  #encode({ header, query, transport, started }: Asked, answer: ZoneAnswer): DnsReply {
    const limit = transport === "tcp" ? MAX_MESSAGE_OCTETS : udpLimit(query?.edns);
    const asked = query === undefined ? { header } : query;
    const reply = this.#encoder.encode({ ...asked, ...answer }, limit);
    const seconds = (this.#clock.monotonic() - started) / 1000;
    this.#observer.answered(FACE, operationOf(query), answer.responseCode, seconds);
    return reply;
  }
}

/** What was asked, as metrics name it. */
function operationOf(query: DnsQuery | undefined): string {
  return operations.get(query?.question.type ?? 0) ?? "other";
}

/** The smaller of what both sides take; without EDNS what RFC 1035 allows. */
function udpLimit(edns: Edns | undefined): number {
  return edns === undefined ? MIN_UDP_PAYLOAD_OCTETS : Math.min(edns.udpPayloadSize, UDP_PAYLOAD_OCTETS);
}
