import { concat } from "@symbolon/base";
import { equalSecrets } from "../hash/equal-secrets.ts";
import type { AuthenticationAlgorithm, ChallengeKeys } from "./authentication-algorithm.ts";
import { requireLength } from "./octet-length.ts";
import { xor } from "./xor.ts";

const SQN_LENGTH = 6;
const AMF_LENGTH = 2;
/** MAC-S is always made with AMF 0000 (TS 33.102 clause 6.3.3). */
const RESYNC_AMF = new Uint8Array(AMF_LENGTH);

export interface Challenge {
  /** 16 unpredictable octets. */
  readonly rand: Uint8Array;
  /** 6 octets, never used before with this key. */
  readonly sqn: Uint8Array;
  /** 2 octets; the first bit is the separation bit, 1 for EPS and 5GS (TS 33.102 Annex H). */
  readonly amf: Uint8Array;
}

/** Authentication vector of TS 33.102 clause 6.3.2, with AK as the 5G and EPS key derivations need SQN xor AK. */
export interface AuthenticationVector {
  readonly rand: Uint8Array;
  readonly xres: Uint8Array;
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
  readonly ak: Uint8Array;
  /** (SQN xor AK) || AMF || MAC-A. */
  readonly autn: Uint8Array;
}

/** @throws AKA_INVALID_LENGTH */
export function generateVector(algorithm: AuthenticationAlgorithm, challenge: Challenge): AuthenticationVector {
  const { rand, sqn, amf } = challenge;
  const { macA, res, ck, ik, ak } = algorithm.f12345(rand, sqn, amf);
  return { rand, xres: res, ck, ik, ak, autn: concat(xor(sqn, ak), amf, macA) };
}

/** What a USIM learns from a right AUTN. */
export interface AcceptedChallenge extends ChallengeKeys {
  readonly sqn: Uint8Array;
  readonly amf: Uint8Array;
}

/**
 * The USIM's check of AUTN (TS 33.102 clause 6.3.3), without the check whether SQN is fresh.
 * @returns undefined when MAC-A is wrong. @throws AKA_INVALID_LENGTH
 */
export function checkAutn(
  algorithm: AuthenticationAlgorithm,
  rand: Uint8Array,
  autn: Uint8Array,
): AcceptedChallenge | undefined {
  requireLength("AUTN", autn, SQN_LENGTH + AMF_LENGTH + algorithm.macLength);
  const keys = algorithm.f2345(rand);
  const sqn = xor(autn.subarray(0, SQN_LENGTH), keys.ak);
  const amf = new Uint8Array(autn.subarray(SQN_LENGTH, SQN_LENGTH + AMF_LENGTH));
  const macA = algorithm.f1(rand, sqn, amf);
  return equalSecrets(macA, autn.subarray(SQN_LENGTH + AMF_LENGTH)) ? { ...keys, sqn, amf } : undefined;
}

/** AUTS = (SQN_MS xor AK*) || MAC-S, as the USIM answers a stale SQN. @throws AKA_INVALID_LENGTH */
export function generateAuts(algorithm: AuthenticationAlgorithm, rand: Uint8Array, sqnMs: Uint8Array): Uint8Array {
  const macS = algorithm.f1Star(rand, sqnMs, RESYNC_AMF);
  return concat(xor(sqnMs, algorithm.f5Star(rand)), macS);
}

/**
 * The AuC's check of AUTS (TS 33.102 clause 6.3.5).
 * @returns SQN_MS, or undefined when MAC-S is wrong. @throws AKA_INVALID_LENGTH
 */
export function checkAuts(
  algorithm: AuthenticationAlgorithm,
  rand: Uint8Array,
  auts: Uint8Array,
): Uint8Array | undefined {
  requireLength("AUTS", auts, SQN_LENGTH + algorithm.macLength);
  const sqnMs = xor(auts.subarray(0, SQN_LENGTH), algorithm.f5Star(rand));
  const macS = algorithm.f1Star(rand, sqnMs, RESYNC_AMF);
  return equalSecrets(macS, auts.subarray(SQN_LENGTH)) ? sqnMs : undefined;
}
