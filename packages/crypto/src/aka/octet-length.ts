import { cryptoErrors } from "../errors.ts";

/** @throws AKA_INVALID_LENGTH when `octets` has none of the `lengths`, in octets. */
export function requireLength(name: string, octets: Uint8Array, ...lengths: readonly number[]): void {
  if (!lengths.includes(octets.length)) {
    throw cryptoErrors.error(
      "AKA_INVALID_LENGTH",
      `${name} has ${octets.length} octets; it must have ${lengths.join(" or ")}`,
      { details: { name, length: octets.length } },
    );
  }
}
