import {
  type Supi,
  type Suci,
  decodeTbcd,
  formatPlmn,
  fromHex,
  fromUtf8,
  isImsiSuci,
  parseImsi,
  parseNai,
  supiOfNullScheme,
} from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { ECIES_TAG_LENGTH, eciesOpen } from "./ecies.ts";
import { type KeyAgreement, type SuciProfile, suciProfile } from "./suci-profile.ts";

/** A home network's private key for de-concealment. */
export interface HomeNetworkPrivateKey {
  /** Home network public key identifier, 0 to 255. */
  readonly id: number;
  /** 1 profile A, 2 profile B. */
  readonly protectionScheme: number;
  /** 32 octets. */
  readonly privateKey: Uint8Array;
}

interface PreparedKey {
  readonly profile: SuciProfile;
  readonly agree: KeyAgreement;
}

/** Subscription identifier de-concealing function (TS 33.501 clause 5.8.2). */
export class Sidf {
  readonly #keys: ReadonlyMap<number, PreparedKey>;

  /** @throws INVALID_PRIVATE_KEY, SUCI_SCHEME_UNSUPPORTED */
  constructor(keys: readonly HomeNetworkPrivateKey[]) {
    this.#keys = new Map(
      keys.map(({ id, protectionScheme, privateKey }) => {
        const profile = suciProfile(protectionScheme);
        return [id, { profile, agree: profile.agreement(privateKey) }];
      }),
    );
  }

  /**
   * @throws SUCI_ANONYMOUS, SUCI_SCHEME_UNSUPPORTED, SUCI_KEY_UNKNOWN, SUCI_OUTPUT_TOO_SHORT, SUCI_PUBLIC_KEY_INVALID, SUCI_MAC_FAILURE,
   * INVALID_IDENTIFIER (a genuine output that is no MSIN or user name)
   */
  deconceal(suci: Suci): Supi {
    if (suci.protectionScheme === 0) return shownSupi(suci);
    const { profile, agree } = this.#keyOf(suci);
    const output = fromHex(suci.schemeOutput);
    if (output.length <= profile.publicKeyLength + ECIES_TAG_LENGTH) {
      throw cryptoErrors.error(
        "SUCI_OUTPUT_TOO_SHORT",
        `a scheme output of ${output.length} octets holds no cipher text`,
      );
    }
    const ephemeral = output.subarray(0, profile.publicKeyLength);
    const clear = eciesOpen(agree(ephemeral), ephemeral, output.subarray(profile.publicKeyLength));
    if (clear === undefined) {
      throw cryptoErrors.error(
        "SUCI_MAC_FAILURE",
        `the MAC tag is wrong for home network key ${suci.homeNetworkPublicKeyId}`,
      );
    }
    return supiOf(suci, clear);
  }

  #keyOf(suci: Suci): PreparedKey {
    const wanted = suciProfile(suci.protectionScheme);
    const key = this.#keys.get(suci.homeNetworkPublicKeyId);
    if (key === undefined || key.profile !== wanted) {
      throw cryptoErrors.error(
        "SUCI_KEY_UNKNOWN",
        `no key ${suci.homeNetworkPublicKeyId} of protection scheme ${suci.protectionScheme} is kept here`,
      );
    }
    return key;
  }
}

function shownSupi(suci: Suci): Supi {
  const supi = supiOfNullScheme(suci);
  if (supi === undefined) {
    throw cryptoErrors.error("SUCI_ANONYMOUS", "a null-scheme SUCI without user part names no subscriber");
  }
  return supi;
}

function supiOf(suci: Suci, clear: Uint8Array): Supi {
  if (isImsiSuci(suci)) {
    return { kind: "imsi", digits: parseImsi(formatPlmn(suci.plmn) + decodeTbcd(clear, "an MSIN")) };
  }
  return { kind: "nai", ...parseNai(`${decodeUserName(clear)}@${suci.realm}`) };
}

/** Malformed UTF-8 makes a user name that no NAI can have. */
function decodeUserName(clear: Uint8Array): string {
  try {
    return fromUtf8(clear);
  } catch {
    return "";
  }
}
