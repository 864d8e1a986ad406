import {
  type Clock,
  type ImsiIdentifier,
  type MncLength,
  type NaiIdentifier,
  type Plmn,
  type Random,
  type Suci,
  formatSupi,
  servingNetworkName,
  toHex,
} from "@symbolon/base";
import {
  type HomeNetworkPublicKey,
  type Signer,
  concealSupi,
  deriveKamf,
  deriveKausf,
  deriveKseaf,
  deriveResStar,
  issueCredential,
  sqnXorAkOf,
} from "@symbolon/crypto";
import type { Usim } from "@symbolon/usim";
import { type EapPeerOutcome, answerEapAkaPrime } from "./eap-aka-prime-peer.ts";
import { fiveGmmCauses } from "./five-gmm-cause.ts";

/** Seconds that a credential of the user holds, unless configured otherwise. */
export const DEFAULT_CREDENTIAL_LIFETIME = 300;

/** The separation bit of AMF: a 5G terminal refuses challenges made for older networks (TS 33.501 clause 6.1.3.2.0). */
const SEPARATION_BIT = 0x80;
const NONCE_LENGTH = 16;

export interface TerminalOptions {
  readonly supi: ImsiIdentifier | NaiIdentifier;
  /** Where the home country has MNCs of both lengths. */
  readonly mncLength?: MncLength;
  /** 1 to 4 digits; `0` when none is provisioned. */
  readonly routingIndicator?: string;
  /** Absent: the null scheme shows the SUPI. */
  readonly homeNetworkPublicKey?: HomeNetworkPublicKey;
  /** Seconds. */
  readonly credentialLifetime?: number;
}

export interface TerminalModules {
  readonly usim: Usim;
  readonly clock: Clock;
  readonly random: Random;
  /** The user's key whose public half stands on record; absent: the terminal gives no credentials. */
  readonly signer?: Signer;
}

/** Authentication Request of TS 24.501 clause 8.2.1. */
export interface AuthenticationRequest {
  readonly servingNetwork: Plmn;
  readonly rand: Uint8Array;
  readonly autn: Uint8Array;
  /** Anti-bidding down between architectures, 0000 in this release (TS 33.501 A.7.1). */
  readonly abba: Uint8Array;
}

/** Authentication Response, or Authentication Failure with its 5GMM cause (TS 24.501 clause 8.2.4). */
export type AuthenticationAnswer =
  | { readonly resStar: Uint8Array }
  | { readonly cause: typeof fiveGmmCauses.macFailure | typeof fiveGmmCauses.nonFiveGAuthenticationUnacceptable }
  | { readonly cause: typeof fiveGmmCauses.synchFailure; readonly auts: Uint8Array };

/** An EAP message inside NAS (TS 24.501 clause 8.2.1). */
export interface EapRequest {
  readonly servingNetwork: Plmn;
  readonly packet: Uint8Array;
  readonly abba: Uint8Array;
}

/** A 5G terminal: mobile equipment with a USIM, and the user's own key. */
export class Terminal {
  readonly #options: TerminalOptions;
  readonly #modules: TerminalModules;
  #kamf: Uint8Array | undefined;

  constructor(options: TerminalOptions, modules: TerminalModules) {
    this.#options = options;
    this.#modules = modules;
  }

  get supi(): ImsiIdentifier | NaiIdentifier {
    return this.#options.supi;
  }

  /** K_AMF of the last authentication that the terminal completed; absent before. */
  get kamf(): Uint8Array | undefined {
    return this.#kamf;
  }

  /** The identity of a Registration Request: freshly concealed each time. */
  registrationIdentity(): Suci {
    const { supi, mncLength, routingIndicator = "0", homeNetworkPublicKey } = this.#options;
    return concealSupi(
      {
        supi,
        routingIndicator,
        ...(mncLength === undefined ? {} : { mncLength }),
        ...(homeNetworkPublicKey === undefined ? {} : { homeNetworkPublicKey }),
      },
      this.#modules.random,
    );
  }

  /** 5G AKA (TS 33.501 clause 6.1.3.2). @throws AKA_INVALID_LENGTH */
  authenticate({ servingNetwork, rand, autn, abba }: AuthenticationRequest): AuthenticationAnswer {
    const answer = this.#modules.usim.authenticate(rand, autn);
    if (answer.outcome === "mac-failure") return { cause: fiveGmmCauses.macFailure };
    if (answer.outcome === "synchronisation-failure") return { cause: fiveGmmCauses.synchFailure, auts: answer.auts };
    const { res, ck, ik, amf } = answer;
    if (((amf[0] as number) & SEPARATION_BIT) === 0) return { cause: fiveGmmCauses.nonFiveGAuthenticationUnacceptable };
    const name = servingNetworkName(servingNetwork);
    this.#anchor(deriveKausf(ck, ik, name, sqnXorAkOf(autn)), name, abba);
    return { resStar: deriveResStar({ ck, ik, servingNetworkName: name, rand, res }) };
  }

  /** Peer of EAP-AKA' (TS 33.501 clause 6.1.3.1). @throws EAP_MALFORMED */
  answerEap({ servingNetwork, packet, abba }: EapRequest): EapPeerOutcome {
    const name = servingNetworkName(servingNetwork);
    const { supi } = this.#options;
    const outcome = answerEapAkaPrime(packet, { supi, networkName: name, usim: this.#modules.usim });
    if (outcome.kausf !== undefined) this.#anchor(outcome.kausf, name, abba);
    return outcome;
  }

  /**
   * Permits a serving network to have the user's data from home, once.
   * @param audience TLS identity of the serving network @param scope what for, one or more words
   * @returns a compact JWS; undefined when the terminal has no key
   */
  async credential(audience: string, scope = "registration"): Promise<string | undefined> {
    const { signer, clock, random } = this.#modules;
    if (signer === undefined) return undefined;
    const iat = Math.floor(clock.now() / 1000);
    const exp = iat + (this.#options.credentialLifetime ?? DEFAULT_CREDENTIAL_LIFETIME);
    const nonce = toHex(random.bytes(NONCE_LENGTH));
    return issueCredential(signer, { sub: formatSupi(this.supi), aud: audience, scope, iat, exp, nonce });
  }

  #anchor(kausf: Uint8Array, networkName: string, abba: Uint8Array): void {
    this.#kamf = deriveKamf(deriveKseaf(kausf, networkName), this.supi, abba);
  }
}
