import { concat, fromHex, toHex } from "@symbolon/base";
import { storesErrors } from "../errors.ts";
import {
  type AlgorithmSet,
  type AuthenticationMethod,
  authenticationMethods,
  type AuthenticationSubscription,
} from "../ports/authentication-store.ts";
import type { AuthenticationRow, NewAuthenticationRow } from "../schema/tables.ts";
import type { SecretBox } from "../secrets/secret-box.ts";

/** Bits of SQN = SEQ || IND (TS 33.102 clause C.1.1.1). */
const SQN_BITS = 48;

/** Longest IND that is accepted, in bits. */
export const MAX_IND_BITS = 16;

const KEY_LENGTHS: Readonly<Record<AlgorithmSet, { readonly k: readonly number[]; readonly opc: number }>> = {
  milenage: { k: [16], opc: 16 },
  tuak: { k: [16, 32], opc: 32 },
};
const AMF_LENGTH = 2;
const SUPI = /^(?:imsi-[0-9]{5,15}|nai-.{1,253}|gli-.{1,253}|gci-.{1,253})$/;

/** Refuses what no row may hold. @throws ACCOUNT_INVALID, never quoting a key */
function requireAuthenticationSubscription(subscription: AuthenticationSubscription): void {
  const { supi, method, algorithm, k, opc, amf, indBits } = subscription;
  const lengths = KEY_LENGTHS[algorithm] as (typeof KEY_LENGTHS)[AlgorithmSet] | undefined;
  const faults: readonly (readonly [boolean, string])[] = [
    [!SUPI.test(supi), "its SUPI is not in the form of TS 29.571"],
    [!authenticationMethods.includes(method), "its authentication method is not known"],
    [lengths === undefined, "its algorithm set is not known"],
    [lengths !== undefined && !lengths.k.includes(k.length), `its K has ${k.length} octets`],
    [lengths !== undefined && lengths.opc !== opc.length, `its OPc or TOPc has ${opc.length} octets`],
    [amf.length !== AMF_LENGTH, `its AMF has ${amf.length} octets`],
    [!Number.isInteger(indBits) || indBits < 0 || indBits > MAX_IND_BITS, `its IND has ${indBits} bits`],
  ];
  const fault = faults.find(([wrong]) => wrong);
  if (fault !== undefined) throw storesErrors.error("ACCOUNT_INVALID", `an account is not well formed: ${fault[1]}`);
}

/** The row of a subscription, K and OPc sealed and bound to the SUPI and algorithm. */
export function authenticationRow(
  subscription: AuthenticationSubscription,
  seq: number,
  secrets: SecretBox,
): NewAuthenticationRow {
  requireAuthenticationSubscription(subscription);
  const { supi, method, algorithm, k, opc, amf, indBits } = subscription;
  const seqLimit = 2 ** (SQN_BITS - indBits) - 1;
  if (!Number.isInteger(seq) || seq < 0 || seq > seqLimit) {
    throw storesErrors.error("ACCOUNT_INVALID", `an account is not well formed: its SEQ is not in 0..${seqLimit}`);
  }
  return {
    supi,
    method,
    algorithm,
    sealed_key: secrets.seal(sealedRow(supi, algorithm), concat(k, opc)),
    amf: toHex(amf),
    ind_bits: indBits,
    seq,
    seq_limit: seqLimit,
  };
}

/** @throws STORE_KEY_UNKNOWN, SECRET_UNREADABLE, SUBSCRIBER_RECORD_CORRUPT */
export function authenticationSubscription(row: AuthenticationRow, secrets: SecretBox): AuthenticationSubscription {
  const algorithm = row.algorithm as AlgorithmSet;
  if (!Object.hasOwn(KEY_LENGTHS, algorithm)) {
    throw storesErrors.error("SUBSCRIBER_RECORD_CORRUPT", `the algorithm set of ${row.supi} is not known`);
  }
  const octets = secrets.open(sealedRow(row.supi, algorithm), row.sealed_key);
  const kLength = octets.length - KEY_LENGTHS[algorithm].opc;
  return {
    supi: row.supi,
    method: row.method as AuthenticationMethod,
    algorithm,
    k: octets.subarray(0, kLength),
    opc: octets.subarray(kLength),
    amf: fromHex(row.amf),
    indBits: row.ind_bits,
  };
}

/** What a sealed key is bound to. */
export function sealedRow(supi: string, algorithm: string): string {
  return `authentication/${algorithm}/${supi}`;
}
