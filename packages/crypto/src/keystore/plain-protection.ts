import { concat, equalBytes } from "@symbolon/base";
import { sha256 } from "../hash/sha256.ts";
import type { Protection } from "./protection.ts";

const CHECKSUM_LENGTH = 32;

/** No protection: a checksum finds damage, nothing stops a reader. For development networks; its header says so. */
export const plainProtection: Protection = {
  name: "plain",
  parameters: { warning: "The keys in this directory are NOT encrypted. For development only." },
  seal: (context, secret) => concat(sha256(concat(context, secret)), secret),
  unseal(context, sealed) {
    const secret = sealed.subarray(CHECKSUM_LENGTH);
    const checksum = sha256(concat(context, secret));
    return equalBytes(checksum, sealed.subarray(0, CHECKSUM_LENGTH)) ? secret : undefined;
  },
};
