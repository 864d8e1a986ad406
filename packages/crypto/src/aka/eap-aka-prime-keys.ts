import { createHmac } from "node:crypto";
import { concat, utf8 } from "@symbolon/base";
import type { CkPrimeIkPrime } from "./eps-keys.ts";
import { requireLength } from "./octet-length.ts";

/** Keys of a full EAP-AKA' authentication (RFC 9048 clause 3.3). */
export interface EapAkaPrimeKeys {
  readonly kEncr: Uint8Array;
  readonly kAut: Uint8Array;
  readonly kRe: Uint8Array;
  readonly msk: Uint8Array;
  readonly emsk: Uint8Array;
}

/** PRF' of RFC 9048 clause 3.4.1: T1 || T2 || ..., Ti = HMAC-SHA-256(K, Ti-1 || S || i). */
function prfPrime(key: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(Math.ceil(length / 32) * 32);
  let block: Uint8Array = new Uint8Array(0);
  for (let i = 1; (i - 1) * 32 < length; i += 1) {
    block = createHmac("sha256", key).update(block).update(seed).update(Uint8Array.of(i)).digest();
    result.set(block, (i - 1) * 32);
  }
  return result.subarray(0, length);
}

/** @param identity in 5G `keyIdentityOf` the SUPI; elsewhere the identity of the last EAP-Response/AKA-Identity, as it was sent */
export function deriveEapAkaPrimeKeys({ ckPrime, ikPrime }: CkPrimeIkPrime, identity: string): EapAkaPrimeKeys {
  requireLength("CK'", ckPrime, 16);
  requireLength("IK'", ikPrime, 16);
  const mk = prfPrime(concat(ikPrime, ckPrime), utf8(`EAP-AKA'${identity}`), 208);
  return {
    kEncr: mk.subarray(0, 16),
    kAut: mk.subarray(16, 48),
    kRe: mk.subarray(48, 80),
    msk: mk.subarray(80, 144),
    emsk: mk.subarray(144, 208),
  };
}

/** MSK and EMSK of a fast re-authentication (RFC 9048 clause 3.3). */
export function deriveReauthenticationKeys(
  kRe: Uint8Array,
  identity: string,
  counter: number,
  nonceS: Uint8Array,
): Pick<EapAkaPrimeKeys, "msk" | "emsk"> {
  requireLength("K_re", kRe, 32);
  requireLength("NONCE_S", nonceS, 16);
  const counterOctets = Uint8Array.of(counter >> 8, counter & 255);
  const mk = prfPrime(kRe, concat(utf8(`EAP-AKA' re-auth${identity}`), counterOctets, nonceS), 128);
  return { msk: mk.subarray(0, 64), emsk: mk.subarray(64) };
}

/** K_AUSF of EAP-AKA' in 5G: the first half of EMSK (TS 33.501 clause 6.1.3.1). */
export function kausfOfEmsk(emsk: Uint8Array): Uint8Array {
  requireLength("EMSK", emsk, 64);
  return emsk.subarray(0, 32);
}
