import {
  type ImsiIdentifier,
  type MncLength,
  type NaiIdentifier,
  NULL_SCHEME,
  type Random,
  type Suci,
  concat,
  encodeTbcd,
  splitImsi,
  toHex,
  utf8,
} from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { eciesSeal } from "./ecies.ts";
import { type SuciProfile, suciProfile } from "./suci-profile.ts";

/** What the USIM holds for concealment (TS 31.102 clause 4.4.11.8). */
export interface HomeNetworkPublicKey {
  /** Home network public key identifier, 0 to 255. */
  readonly id: number;
  /** 1 profile A, 2 profile B. */
  readonly protectionScheme: number;
  /** 32 octets for profile A, a compressed point of 33 for profile B. */
  readonly publicKey: Uint8Array;
}

export interface ConcealmentInput {
  readonly supi: ImsiIdentifier | NaiIdentifier;
  /** 1 to 4 digits. */
  readonly routingIndicator: string;
  /** Where the country uses both lengths. */
  readonly mncLength?: MncLength;
  /** Absent: null scheme, the identity goes in clear. */
  readonly homeNetworkPublicKey?: HomeNetworkPublicKey;
}

/** A random scalar lies above the order of P-256 once in 2^32 tries. */
const MAX_EPHEMERAL_TRIES = 8;

/** Conceals a SUPI as the terminal does (TS 33.501 clause C.3.2). @throws SUCI_SCHEME_UNSUPPORTED, SUCI_PUBLIC_KEY_INVALID, INVALID_IDENTIFIER */
export function concealSupi(input: ConcealmentInput, random: Random): Suci {
  const { clear, octets, home } = clearPart(input);
  const { routingIndicator, homeNetworkPublicKey } = input;
  if (homeNetworkPublicKey === undefined) {
    return { ...home, routingIndicator, protectionScheme: NULL_SCHEME, homeNetworkPublicKeyId: 0, schemeOutput: clear };
  }
  const { protectionScheme, id, publicKey } = homeNetworkPublicKey;
  const profile = suciProfile(protectionScheme);
  const ephemeral = ephemeralKey(profile, random);
  const ephemeralPublicKey = profile.publicKeyOf(ephemeral);
  const sealed = eciesSeal(profile.agreement(ephemeral)(publicKey), ephemeralPublicKey, octets);
  const schemeOutput = toHex(concat(ephemeralPublicKey, sealed));
  return { ...home, routingIndicator, protectionScheme, homeNetworkPublicKeyId: id, schemeOutput };
}

/** The part of the SUPI that is concealed, as text and as scheme input, and the part that stays in clear. */
function clearPart({ supi, mncLength }: ConcealmentInput) {
  if (supi.kind === "nai") {
    return {
      clear: supi.username,
      octets: utf8(supi.username),
      home: { supiType: 1, realm: supi.realm } as const,
    };
  }
  const { plmn, msin } = splitImsi(supi.digits, mncLength);
  return { clear: msin, octets: encodeTbcd(msin), home: { supiType: 0, plmn } as const };
}

function ephemeralKey(profile: SuciProfile, random: Random): Uint8Array {
  for (let tries = 1; ; tries += 1) {
    const octets = random.bytes(32);
    try {
      profile.publicKeyOf(octets);
      return octets;
    } catch (error) {
      if (tries === MAX_EPHEMERAL_TRIES || !cryptoErrors.is(error, "INVALID_PRIVATE_KEY")) throw error;
    }
  }
}
