import { type KeyObject, createECDH, createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";
import { PROFILE_A, PROFILE_B, concat, fromHex } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { plainOctets } from "./plain-octets.ts";

/** Key agreement of a protection scheme (TS 33.501 clause C.3.4). Keys are raw octets as the standard prints them. */
export interface SuciProfile {
  readonly protectionScheme: typeof PROFILE_A | typeof PROFILE_B;
  /** Octets of the ephemeral public key in the scheme output. */
  readonly publicKeyLength: number;
  /** @throws INVALID_PRIVATE_KEY */
  publicKeyOf(privateKey: Uint8Array): Uint8Array;
  /** Prepares a private key for many agreements. @throws INVALID_PRIVATE_KEY */
  agreement(privateKey: Uint8Array): KeyAgreement;
}

/** @throws SUCI_PUBLIC_KEY_INVALID when the peer's octets are no point, or one of small order. */
export type KeyAgreement = (publicKey: Uint8Array) => Uint8Array;

const X25519_PKCS8 = fromHex("302e020100300506032b656e04220420");
const X25519_SPKI = fromHex("302a300506032b656e032100");
const KEY_LENGTH = 32;

function invalidPublicKey(why: string, cause?: unknown) {
  return cryptoErrors.error("SUCI_PUBLIC_KEY_INVALID", `the public key of the other side is refused: ${why}`, {
    cause,
  });
}

function x25519PrivateKey(octets: Uint8Array): KeyObject {
  if (octets.length !== KEY_LENGTH) {
    throw cryptoErrors.error("INVALID_PRIVATE_KEY", `an X25519 private key has 32 octets, not ${octets.length}`);
  }
  return createPrivateKey({ key: Buffer.from(concat(X25519_PKCS8, octets)), format: "der", type: "pkcs8" });
}

const profileA: SuciProfile = {
  protectionScheme: PROFILE_A,
  publicKeyLength: 32,
  publicKeyOf: (octets) => {
    const der = createPublicKey(x25519PrivateKey(octets)).export({ format: "der", type: "spki" });
    return plainOctets(der).subarray(X25519_SPKI.length);
  },
  agreement: (octets) => {
    const privateKey = x25519PrivateKey(octets);
    return (peer) => {
      if (peer.length !== KEY_LENGTH) throw invalidPublicKey(`X25519 has 32 octets, not ${peer.length}`);
      try {
        const key = Buffer.from(concat(X25519_SPKI, peer));
        return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: "der", type: "spki" }) });
      } catch (cause) {
        throw invalidPublicKey("it is of small order", cause);
      }
    };
  },
};

function p256(octets: Uint8Array) {
  const ecdh = createECDH("prime256v1");
  try {
    ecdh.setPrivateKey(octets);
  } catch (cause) {
    throw cryptoErrors.error("INVALID_PRIVATE_KEY", "the octets are no private key of P-256", { cause });
  }
  return ecdh;
}

/** C.3.4.2 asks for compressed points: other encodings of the same point would let one SUCI be written twice. */
const profileB: SuciProfile = {
  protectionScheme: PROFILE_B,
  publicKeyLength: 33,
  publicKeyOf: (octets) => plainOctets(p256(octets).getPublicKey(null, "compressed")),
  agreement: (octets) => {
    const ecdh = p256(octets);
    return (peer) => {
      if (peer.length !== 33 || (peer[0] !== 2 && peer[0] !== 3)) throw invalidPublicKey("it is no compressed point");
      try {
        return ecdh.computeSecret(peer);
      } catch (cause) {
        throw invalidPublicKey("it is no point of P-256", cause);
      }
    };
  },
};

const profiles: ReadonlyMap<number, SuciProfile> = new Map([
  [PROFILE_A, profileA],
  [PROFILE_B, profileB],
]);

/** @throws SUCI_SCHEME_UNSUPPORTED */
export function suciProfile(protectionScheme: number): SuciProfile {
  const profile = profiles.get(protectionScheme);
  if (profile === undefined) {
    throw cryptoErrors.error(
      "SUCI_SCHEME_UNSUPPORTED",
      `protection scheme ${protectionScheme} is not profile A (1) or B (2)`,
    );
  }
  return profile;
}
