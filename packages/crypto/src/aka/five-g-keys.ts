import { createHash } from "node:crypto";
import { type Supi, concat, utf8 } from "@symbolon/base";
import { keyIdentityOf } from "./key-identity.ts";
import { kdf } from "./kdf.ts";
import { requireLength } from "./octet-length.ts";
import { plainOctets } from "./plain-octets.ts";

/** Function codes of TS 33.501 Annex A. */
const FC = { kausf: 0x6a, resStar: 0x6b, kseaf: 0x6c, kamf: 0x6d, algorithmKey: 0x69, kgnb: 0x6e } as const;

function ckIk(ck: Uint8Array, ik: Uint8Array): Uint8Array {
  requireLength("CK", ck, 16, 32);
  requireLength("IK", ik, 16, 32);
  return concat(ck, ik);
}

/** First 6 octets of AUTN. */
export function sqnXorAkOf(autn: Uint8Array): Uint8Array {
  requireLength("AUTN", autn, 16);
  return autn.subarray(0, 6);
}

/** K_AUSF of 5G AKA, 32 octets (TS 33.501 A.2). */
export function deriveKausf(
  ck: Uint8Array,
  ik: Uint8Array,
  servingNetworkName: string,
  sqnXorAk: Uint8Array,
): Uint8Array {
  requireLength("SQN xor AK", sqnXorAk, 6);
  return kdf(ckIk(ck, ik), FC.kausf, utf8(servingNetworkName), sqnXorAk);
}

export interface ResStarInput {
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
  readonly servingNetworkName: string;
  readonly rand: Uint8Array;
  /** RES in the terminal, XRES in the home network. */
  readonly res: Uint8Array;
}

/** RES* or XRES*, 16 octets (TS 33.501 A.4). */
export function deriveResStar({ ck, ik, servingNetworkName, rand, res }: ResStarInput): Uint8Array {
  requireLength("RAND", rand, 16);
  requireLength("RES", res, 4, 8, 16, 32);
  return kdf(ckIk(ck, ik), FC.resStar, utf8(servingNetworkName), rand, res).subarray(16);
}

/** HRES* or HXRES*, 16 octets (TS 33.501 A.5). */
export function deriveHresStar(rand: Uint8Array, resStar: Uint8Array): Uint8Array {
  requireLength("RAND", rand, 16);
  requireLength("RES*", resStar, 16);
  return plainOctets(createHash("sha256").update(rand).update(resStar).digest()).subarray(16);
}

/** K_SEAF, 32 octets (TS 33.501 A.6). */
export function deriveKseaf(kausf: Uint8Array, servingNetworkName: string): Uint8Array {
  requireLength("K_AUSF", kausf, 32);
  return kdf(kausf, FC.kseaf, utf8(servingNetworkName));
}

/** K_AMF, 32 octets (TS 33.501 A.7). */
export function deriveKamf(kseaf: Uint8Array, supi: Supi, abba: Uint8Array): Uint8Array {
  requireLength("K_SEAF", kseaf, 32);
  return kdf(kseaf, FC.kamf, utf8(keyIdentityOf(supi)), abba);
}

/** Algorithm type distinguishers of TS 33.501 Table A.8-1. */
const ALGORITHM_TYPES = {
  "N-NAS-enc": 1,
  "N-NAS-int": 2,
  "N-RRC-enc": 3,
  "N-RRC-int": 4,
  "N-UP-enc": 5,
  "N-UP-int": 6,
} as const;

export type AlgorithmType = keyof typeof ALGORITHM_TYPES;

/** Key of a ciphering or integrity algorithm, 16 octets (TS 33.501 A.8). `identity` is 0 to 15. */
export function deriveAlgorithmKey(key: Uint8Array, type: AlgorithmType, identity: number): Uint8Array {
  requireLength("K_AMF or K_gNB", key, 32);
  return kdf(key, FC.algorithmKey, Uint8Array.of(ALGORITHM_TYPES[type]), Uint8Array.of(identity)).subarray(16);
}

/** K_gNB (3GPP access) or K_N3IWF (other), 32 octets (TS 33.501 A.9). */
export function deriveKgnb(kamf: Uint8Array, uplinkNasCount: number, access: "3gpp" | "non-3gpp"): Uint8Array {
  requireLength("K_AMF", kamf, 32);
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, uplinkNasCount);
  return kdf(kamf, FC.kgnb, count, Uint8Array.of(access === "3gpp" ? 1 : 2));
}
