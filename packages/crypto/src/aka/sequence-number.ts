import { cryptoErrors } from "../errors.ts";
import { requireLength } from "./octet-length.ts";

/** SQN has 48 bits: a safe integer holds it. */
export const MAX_SQN = 2 ** 48 - 1;

/** @throws AKA_INVALID_PARAMETER */
export function sqnToOctets(sqn: number): Uint8Array {
  if (!Number.isInteger(sqn) || sqn < 0 || sqn > MAX_SQN) {
    throw cryptoErrors.error("AKA_INVALID_PARAMETER", `a sequence number must be an integer of 0 to ${MAX_SQN}`);
  }
  const octets = new Uint8Array(6);
  const view = new DataView(octets.buffer);
  view.setUint16(0, Math.floor(sqn / 2 ** 32));
  view.setUint32(2, sqn % 2 ** 32);
  return octets;
}

/** @throws AKA_INVALID_LENGTH */
export function sqnFromOctets(octets: Uint8Array): number {
  requireLength("SQN", octets, 6);
  const view = new DataView(octets.buffer, octets.byteOffset, 6);
  return view.getUint16(0) * 2 ** 32 + view.getUint32(2);
}
