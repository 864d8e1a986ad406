import type { Requester } from "../bchf/routing.ts";
import type { Refusal } from "../refusal-cause.ts";

/** What the holder of a range demands before it shows data to a serving network. */
export type CredentialPolicy = "required" | "optional" | "off";

export interface CredentialQuestion {
  /** SUPI whose data are asked for. */
  readonly identifier: string;
  /** Compact JWS from the header `X-Symbolon-Credential`. */
  readonly credential: string;
  readonly requester: Requester;
}

/** Port: the home's own check of a user's credential. The home is the only one to consume the nonce. */
export interface HomeCredentials {
  policy(identifier: string): CredentialPolicy;
  /** Checks signature, audience, times and scope, then consumes the nonce. */
  consume(question: CredentialQuestion): Promise<Refusal | undefined>;
}
