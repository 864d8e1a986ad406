import type { Clock, Plmn, Random } from "@symbolon/base";
import {
  type AuthenticationVector,
  checkAuts,
  deriveCkPrimeIkPrime,
  deriveKasme,
  deriveKausf,
  deriveResStar,
  generateVector,
  sqnXorAkOf,
} from "@symbolon/crypto";
import { type AuthenticationMethod, type AuthenticationStore, MAX_OUTSTANDING_CHALLENGES } from "@symbolon/stores";
import { isRefusal, type Refusal } from "../refusal-cause.ts";
import type { EpsVector, FiveGsVector, Quintuplet } from "./authentication-vector.ts";
import { amfFor, type RequesterDomain, seqOf, sqnOf } from "./requester-domain.ts";
import { subscriberAlgorithm } from "./subscriber-algorithm.ts";

/** Milliseconds that a terminal may answer a challenge with AUTS, unless configured otherwise. */
export const DEFAULT_CHALLENGE_LIFETIME = 900_000;

/** Vectors that one request may ask for. */
export const MAX_VECTORS_PER_REQUEST = MAX_OUTSTANDING_CHALLENGES;

/** How far SEQ may be ahead of the terminal's before the terminal refuses it: Δ of TS 33.102 clause C.2.1, as clause C.3 gives it. */
export const SEQ_DELTA = 2 ** 28;

const RAND_LENGTH = 16;

/** RAND and AUTS as a terminal's serving network passes them on. */
export interface Resynchronisation {
  /** 16 octets. */
  readonly rand: Uint8Array;
  /** 14 octets. */
  readonly auts: Uint8Array;
}

export interface AuthenticationCentreOptions {
  readonly challengeLifetime?: number;
}

export interface AuthenticationCentreModules {
  readonly store: AuthenticationStore;
  readonly random: Random;
  readonly clock: Clock;
}

interface GeneratedVectors {
  readonly method: AuthenticationMethod;
  readonly vectors: readonly AuthenticationVector[];
}

/**
 * The AuC: makes vectors from keys that never leave it. SQN is on disk before a vector leaves, so that no crash repeats
 * one; each RAND stays known until its answer, so that nobody resynchronises with a challenge that was not sent.
 */
export class AuthenticationCentre {
  readonly #store: AuthenticationStore;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #challengeLifetime: number;

  constructor(options: AuthenticationCentreOptions, modules: AuthenticationCentreModules) {
    this.#challengeLifetime = options.challengeLifetime ?? DEFAULT_CHALLENGE_LIFETIME;
    this.#store = modules.store;
    this.#random = modules.random;
    this.#clock = modules.clock;
  }

  /** One vector for the 5G core, by the method of the subscription (TS 33.501 clauses 6.1.3.1, 6.1.3.2). */
  async fiveGsVector(supi: string, servingNetworkName: string): Promise<FiveGsVector | Refusal> {
    const generated = await this.#generate(supi, "5gs", 1);
    if (isRefusal(generated)) return generated;
    const { rand, autn, xres, ck, ik } = generated.vectors[0] as AuthenticationVector;
    const concealedSqn = sqnXorAkOf(autn);
    if (generated.method === "EAP_AKA_PRIME") {
      const keys = deriveCkPrimeIkPrime(ck, ik, servingNetworkName, concealedSqn);
      return { type: "EAP_AKA_PRIME", rand, autn, xres, ...keys };
    }
    const xresStar = deriveResStar({ ck, ik, servingNetworkName, rand, res: xres });
    return { type: "5G_AKA", rand, autn, xresStar, kausf: deriveKausf(ck, ik, servingNetworkName, concealedSqn) };
  }

  /** Vectors for an MME (TS 33.401 clause 6.1.2). @param count 1 to {@link MAX_VECTORS_PER_REQUEST} */
  async epsVectors(supi: string, servingNetwork: Plmn, count: number): Promise<readonly EpsVector[] | Refusal> {
    const generated = await this.#generate(supi, "eps", count);
    if (isRefusal(generated)) return generated;
    return generated.vectors.map(({ rand, autn, xres, ck, ik }) => {
      return { rand, autn, xres, kasme: deriveKasme(ck, ik, servingNetwork, sqnXorAkOf(autn)) };
    });
  }

  /** Quintuplets for GSUP, Cx and GBA (TS 33.102 clause 6.3.2). @param count 1 to {@link MAX_VECTORS_PER_REQUEST} */
  async quintuplets(
    supi: string,
    domain: Exclude<RequesterDomain, "5gs" | "eps">,
    count: number,
  ): Promise<readonly Quintuplet[] | Refusal> {
    const generated = await this.#generate(supi, domain, count);
    if (isRefusal(generated)) return generated;
    return generated.vectors.map(({ rand, autn, xres, ck, ik }) => ({ rand, autn, xres, ck, ik }));
  }

  /**
   * Takes over the terminal's SQN (TS 33.102 clause 6.3.5), if the challenge was sent, is still open and MAC-S is right;
   * otherwise nothing changes.
   */
  async resynchronise(supi: string, { rand, auts }: Resynchronisation): Promise<Refusal | undefined> {
    const subscription = await this.#store.subscription(supi);
    if (subscription === undefined) return unknownSubscriber;
    const now = this.#clock.now();
    if (!(await this.#store.outstanding(supi, rand, now))) return notOutstanding;
    const sqnMs = checkAuts(subscriberAlgorithm(subscription), rand, auts);
    if (sqnMs === undefined)
      return { refused: "AUTHENTICATION_REJECTED", message: "AUTS is not from this subscriber's USIM" };
    const seqMs = seqOf(sqnMs, subscription.indBits);
    return (await this.#store.resynchronise(supi, rand, seqMs, SEQ_DELTA, now)) ? undefined : notOutstanding;
  }

  async #generate(supi: string, domain: RequesterDomain, count: number): Promise<GeneratedVectors | Refusal> {
    if (!Number.isInteger(count) || count < 1 || count > MAX_VECTORS_PER_REQUEST) {
      return { refused: "MALFORMED_REQUEST", message: `1 to ${MAX_VECTORS_PER_REQUEST} vectors can be asked for` };
    }
    const rands = Array.from({ length: count }, () => this.#random.bytes(RAND_LENGTH));
    const allocation = await this.#store.allocate(supi, rands, this.#clock.now() + this.#challengeLifetime);
    if (allocation === undefined) return unknownSubscriber;
    if (allocation === "exhausted") {
      return {
        refused: "AUTHENTICATION_REJECTED",
        message: "the subscriber's sequence numbers are used up: the USIM must be replaced",
      };
    }
    const { subscription, firstSeq } = allocation;
    const algorithm = subscriberAlgorithm(subscription);
    const amf = amfFor(domain, subscription.amf);
    const vectors = rands.map((rand, offset) =>
      generateVector(algorithm, { rand, sqn: sqnOf(firstSeq + offset, domain, subscription.indBits), amf }),
    );
    return { method: subscription.method, vectors };
  }
}

const unknownSubscriber: Refusal = { refused: "UNKNOWN_NUMBER", message: "the AuC has no key of this number" };

const notOutstanding: Refusal = {
  refused: "AUTHENTICATION_REJECTED",
  message: "AUTS answers a challenge that was not sent, has expired or was answered already",
};
