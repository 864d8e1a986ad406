import type { Clock, Log } from "@symbolon/base";
import { codecErrors, decodeMslookupQuery, encodeMslookupAnswer, type MslookupQuery } from "@symbolon/codecs/mslookup";
import { isRefusal } from "@symbolon/functions";
import type { RoutingResolver } from "@symbolon/functions/bchf";
import { type FaceObserver, silentObserver } from "../face-observer.ts";
import { PeerLog } from "../peer-log.ts";
import {
  hlrAddress,
  type MslookupService,
  mslookupServices,
  type ServiceAddress,
  type ServiceDirectory,
} from "./service-address.ts";

/** Queries that may wait for their answer, over all peers; more are dropped, and their askers ask again. */
export const MAX_MSLOOKUP_IN_FLIGHT = 1024;

/** Name of this face in metrics. */
const FACE = "mslookup";
const REQUESTER = { nfType: "MSLOOKUP" } as const;

export interface MslookupResponderOptions extends ServiceDirectory {
  readonly suffix: string;
  readonly maxInFlight: number;
}

export interface MslookupResponderModules {
  readonly resolver: RoutingResolver;
  readonly log: Log;
  readonly clock: Clock;
  readonly observer?: FaceObserver;
}

/** From the octets of a query to the octets of its answer; whatever has no answer meets silence. */
export class MslookupResponder {
  readonly #options: MslookupResponderOptions;
  readonly #resolver: RoutingResolver;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #observer: FaceObserver;
  readonly #peerLog: PeerLog;
  #inFlight = 0;

  constructor(options: MslookupResponderOptions, modules: MslookupResponderModules) {
    this.#options = options;
    this.#resolver = modules.resolver;
    this.#log = modules.log;
    this.#clock = modules.clock;
    this.#observer = modules.observer ?? silentObserver;
    this.#peerLog = new PeerLog(modules);
  }

  /** Never rejects. @param peer address of the asker, for logs. */
  async respond(octets: Uint8Array, peer: string): Promise<Uint8Array | undefined> {
    const started = this.#clock.monotonic();
    const query = this.#decode(octets, peer);
    const service = mslookupServices.find((known) => known === query?.service);
    if (query === undefined || service === undefined) return undefined;
    if (this.#inFlight >= this.#options.maxInFlight) {
      this.#observer.turnedAway(FACE, "too-many-waiting");
      return undefined;
    }
    const reply = await this.#answer(query, service);
    const seconds = (this.#clock.monotonic() - started) / 1000;
    this.#observer.answered(FACE, service, reply === undefined ? "silent" : "found", seconds);
    return reply;
  }

  /** `undefined` also for the answers of others, which the group carries as well. */
  #decode(octets: Uint8Array, peer: string): MslookupQuery | undefined {
    try {
      return decodeMslookupQuery(octets, this.#options.suffix);
    } catch (error) {
      if (!codecErrors.is(error)) throw error;
      this.#observer.turnedAway(FACE, "malformed");
      this.#peerLog.warn("mslookup.turned-away", "malformed", peer, { message: error.message });
      return undefined;
    }
  }

  async #answer(query: MslookupQuery, service: MslookupService): Promise<Uint8Array | undefined> {
    this.#inFlight += 1;
    try {
      const found = await this.#locate(query, service);
      if (found === undefined || (found.v4 === undefined && found.v6 === undefined)) return undefined;
      return encodeMslookupAnswer({ age: 0, ...found, ...query }, this.#options.suffix);
    } catch (error) {
      this.#log.error("mslookup.failed", { service, error });
      return undefined;
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #locate({ id, idType }: MslookupQuery, service: MslookupService): Promise<ServiceAddress | undefined> {
    const identifier = `${idType}-${id}`;
    const wanted = service === "gsup.hlr" ? { dataManagement: "HLR" as const } : {};
    const outcome = await this.#resolver.resolve({ identifier, requester: REQUESTER, ...wanted });
    if (isRefusal(outcome)) return undefined;
    return service === "gsup.hlr" ? hlrAddress(outcome, this.#options) : this.#options.serviceAddress(service, outcome);
  }
}
