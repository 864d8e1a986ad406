import {
  CLASS_IN,
  type DnsQuestion,
  type DnsResponse,
  enumNumberOf,
  extendedErrors,
  isWithinZone,
  recordTypes,
  type SoaRecord,
} from "@symbolon/codecs/dns";
import { isRefusal } from "@symbolon/functions";
import type { CopyFreshness, RoutingOutcome, RoutingRefusal, RoutingResolver } from "@symbolon/functions/bchf";
import { protocolCauses } from "../causes.ts";
import { enumRecords, type HolderDirectory } from "./enum-records.ts";

/** Fewest digits of a number that a resolver is asked for (TS 29.571 `msisdn-<5..15 digits>`). */
const MIN_NUMBER_DIGITS = 5;

const REQUESTER = { nfType: "ENUM" } as const;
const SECONDS_OF_SOA = { refresh: 3600, retry: 600, expire: 86_400 } as const;
const NOTHING = { answers: [], authority: [] } as const;

export interface EnumZoneOptions extends HolderDirectory {
  /** Lower case, no dot at the end. */
  readonly suffix: string;
  /** Name of this server and mailbox of its keeper, as they stand in SOA and NS. */
  readonly nameServer: string;
  readonly mailbox: string;
  /** Longest time that an answer, or "no such number", may be kept by whoever asked. */
  readonly ttlSeconds: number;
  readonly negativeTtlSeconds: number;
}

/** The part of a response that the zone decides. */
export type ZoneAnswer = Pick<
  DnsResponse,
  "responseCode" | "authoritative" | "answers" | "authority" | "extendedError"
>;

export interface EnumZoneModules {
  readonly resolver: RoutingResolver;
  /** How long the copy may still be answered from; no TTL is longer. */
  readonly freshness: Pick<CopyFreshness, "secondsLeft">;
}

/**
 * The authoritative zone of ENUM below one suffix (RFC 6116), its numbers read through the resolver.
 *
 * Only a question for NAPTR or ANY is told that a number does not exist. Other types get "no data" for every name of
 * digits: resolvers that minimise names (RFC 9156) ask them for the leading digits, and "no such name" there would
 * deny all numbers that begin so (RFC 8020).
 */
export class EnumZone {
  readonly #options: EnumZoneOptions;
  readonly #resolver: RoutingResolver;
  readonly #freshness: EnumZoneModules["freshness"];
  /** Height of the newest answer: the zone's serial. */
  #height = 0;

  constructor(options: EnumZoneOptions, modules: EnumZoneModules) {
    this.#options = options;
    this.#resolver = modules.resolver;
    this.#freshness = modules.freshness;
  }

  /** Answers at once where the resolver does. Errors of the resolver pass through. */
  answer(question: DnsQuestion): ZoneAnswer | Promise<ZoneAnswer> {
    const { suffix } = this.#options;
    const { name, type } = question;
    if (question.class !== CLASS_IN || !isWithinZone(name, suffix)) return refuse(extendedErrors.NOT_AUTHORITATIVE);
    if (type === recordTypes.AXFR || type === recordTypes.IXFR) return refuse(extendedErrors.PROHIBITED);
    const digits = enumNumberOf(name, suffix);
    if (digits === undefined) return this.#negative("NXDOMAIN");
    if (digits === "") return this.#apex(type);
    if (type !== recordTypes.NAPTR && type !== recordTypes.ANY) return this.#negative("NOERROR");
    if (digits.length < MIN_NUMBER_DIGITS) return this.#negative("NOERROR");
    const outcome = this.#resolver.resolve({ identifier: `msisdn-${digits}`, requester: REQUESTER });
    if (outcome instanceof Promise) return outcome.then((settled) => this.#number(name, digits, settled));
    return this.#number(name, digits, outcome);
  }

  #number(name: string, digits: string, outcome: RoutingOutcome): ZoneAnswer {
    this.#height = Math.max(this.#height, outcome.height);
    if (isRefusal(outcome)) return this.#refusal(outcome);
    const ttl = this.#fresh(this.#options.ttlSeconds);
    const answers = enumRecords({ name, ttl }, digits, outcome, this.#options);
    if (answers.length === 0) return this.#negative("NOERROR");
    return { responseCode: "NOERROR", authoritative: true, answers, authority: [] };
  }

  #refusal(refusal: RoutingRefusal): ZoneAnswer {
    const responseCode = protocolCauses[refusal.refused].dns;
    if (responseCode === "NXDOMAIN" || responseCode === "NOERROR") return this.#negative(responseCode);
    const extendedError = responseCode === "SERVFAIL" ? extendedErrors.NOT_READY : extendedErrors.PROHIBITED;
    return { responseCode, authoritative: false, ...NOTHING, extendedError };
  }

  #apex(type: number): ZoneAnswer {
    const { suffix: name, ttlSeconds: ttl, nameServer: server } = this.#options;
    const soa = this.#soa(ttl);
    const authoritative = { responseCode: "NOERROR", authoritative: true, authority: [] } as const;
    if (type === recordTypes.SOA) return { ...authoritative, answers: [soa] };
    if (type === recordTypes.NS) return { ...authoritative, answers: [{ type: "NS", name, ttl, server }] };
    if (type === recordTypes.ANY) return { ...authoritative, answers: [soa, { type: "NS", name, ttl, server }] };
    return this.#negative("NOERROR");
  }

  /** "No such name" or "no data": the SOA says how long that may be kept (RFC 2308 clause 3). */
  #negative(responseCode: "NXDOMAIN" | "NOERROR"): ZoneAnswer {
    const ttl = this.#fresh(this.#options.negativeTtlSeconds);
    return { responseCode, authoritative: true, answers: [], authority: [this.#soa(ttl)] };
  }

  #soa(ttl: number): SoaRecord {
    const { suffix, nameServer, mailbox, negativeTtlSeconds } = this.#options;
    const serial = this.#height % 0x1_0000_0000;
    const fixed = { primary: nameServer, mailbox, serial, ...SECONDS_OF_SOA };
    return { type: "SOA", name: suffix, ttl, ...fixed, minimum: negativeTtlSeconds };
  }

  #fresh(seconds: number): number {
    return Math.max(0, Math.min(seconds, Math.floor(this.#freshness.secondsLeft())));
  }
}

function refuse(extendedError: number): ZoneAnswer {
  return { responseCode: "REFUSED", authoritative: false, ...NOTHING, extendedError };
}
