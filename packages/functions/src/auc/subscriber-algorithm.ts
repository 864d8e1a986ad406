import { type AuthenticationAlgorithm, Milenage, Tuak } from "@symbolon/crypto";
import type { AuthenticationSubscription } from "@symbolon/stores";

/** The algorithm set of a subscription under its keys. */
export function subscriberAlgorithm({ algorithm, k, opc }: AuthenticationSubscription): AuthenticationAlgorithm {
  return algorithm === "milenage" ? new Milenage({ k, opc }) : new Tuak({ k, topc: opc });
}
