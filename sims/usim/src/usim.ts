import { type AuthenticationAlgorithm, checkAutn, generateAuts, sqnFromOctets, sqnToOctets } from "@symbolon/crypto";
import { SequenceNumberWindow, type SequenceNumberWindowOptions } from "./sequence-number-window.ts";

/** Answer of AUTHENTICATE (TS 31.102 clause 7.1.2) in the 3G security context. */
export type AuthenticateAnswer =
  | {
      readonly outcome: "success";
      readonly res: Uint8Array;
      readonly ck: Uint8Array;
      readonly ik: Uint8Array;
      /** Authentication management field of the challenge; its first bit is the separation bit. */
      readonly amf: Uint8Array;
    }
  | { readonly outcome: "synchronisation-failure"; readonly auts: Uint8Array }
  | { readonly outcome: "mac-failure" };

/** A USIM: the key inside its algorithm, and the sequence numbers that it has accepted. */
export class Usim {
  readonly #algorithm: AuthenticationAlgorithm;
  readonly #window: SequenceNumberWindow;

  /** @param algorithm Milenage or TUAK with the subscriber's key */
  constructor(algorithm: AuthenticationAlgorithm, options: SequenceNumberWindowOptions = {}) {
    this.#algorithm = algorithm;
    this.#window = new SequenceNumberWindow(options);
  }

  /** Checks the network, then the freshness of SQN, and answers (TS 33.102 clause 6.3.3). @throws AKA_INVALID_LENGTH */
  authenticate(rand: Uint8Array, autn: Uint8Array): AuthenticateAnswer {
    const challenge = checkAutn(this.#algorithm, rand, autn);
    if (challenge === undefined) return { outcome: "mac-failure" };
    if (!this.#window.accept(sqnFromOctets(challenge.sqn))) {
      const sqnMs = sqnToOctets(this.#window.sqnMs);
      return { outcome: "synchronisation-failure", auts: generateAuts(this.#algorithm, rand, sqnMs) };
    }
    const { res, ck, ik, amf } = challenge;
    return { outcome: "success", res, ck, ik, amf };
  }

  /** What a restarted USIM is given back as `sequenceNumbers`. */
  get sequenceNumbers(): readonly number[] {
    return this.#window.sequenceNumbers;
  }
}
