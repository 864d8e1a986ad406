import type { Requester } from "../bchf/routing.ts";

/** Who asks a service of the home, and with what permission of the user. */
export interface ServiceRequest {
  readonly requester: Requester;
  /** Header `X-Symbolon-Credential`. */
  readonly credential?: string;
}

/** The name a consumer is remembered by. */
export function requesterName({ requester }: ServiceRequest): string {
  return requester.tlsIdentity ?? "";
}
