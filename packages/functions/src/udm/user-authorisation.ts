import type { RegistrationStore } from "@symbolon/stores";
import type { Refusal } from "../refusal-cause.ts";
import type { HomeCredentials } from "./credential-policy.ts";
import { readRegistration } from "./registration-record.ts";
import { requesterName, type ServiceRequest } from "./service-request.ts";

const CREDENTIAL_MISSING: Refusal = {
  refused: "CREDENTIAL_MISSING",
  message: "the holder of this number shows data only with the user's credential",
};

/** Outcome of a registration that may go on; `authorised` when the user has permitted it. */
export interface Authorisation {
  readonly authorised: boolean;
}

/**
 * Asks for the user's permission. A credential serves once; the registration made with it stands for it until another
 * network registers, so that a serving network needs one credential for a whole registration procedure.
 */
export class UserAuthorisation {
  readonly #credentials: HomeCredentials;
  readonly #registrations: RegistrationStore;

  constructor(modules: { readonly credentials: HomeCredentials; readonly registrations: RegistrationStore }) {
    this.#credentials = modules.credentials;
    this.#registrations = modules.registrations;
  }

  /** A network registers: its credential, when it brings one, is always checked and consumed. */
  async authoriseRegistration(supi: string, request: ServiceRequest): Promise<Authorisation | Refusal> {
    const policy = this.#credentials.policy(supi);
    if (policy === "off") return { authorised: false };
    if (request.credential !== undefined) {
      return (await this.#consume(supi, request.credential, request)) ?? { authorised: true };
    }
    if (await this.#authorised(supi, request)) return { authorised: true };
    return policy === "optional" ? { authorised: false } : CREDENTIAL_MISSING;
  }

  /** A network reads: its registration with a credential stands for a new one. */
  async refusalOfReading(supi: string, request: ServiceRequest): Promise<Refusal | undefined> {
    const policy = this.#credentials.policy(supi);
    if (policy === "off" || (await this.#authorised(supi, request))) return undefined;
    if (request.credential !== undefined) return this.#consume(supi, request.credential, request);
    return policy === "optional" ? undefined : CREDENTIAL_MISSING;
  }

  #consume(supi: string, credential: string, { requester }: ServiceRequest): Promise<Refusal | undefined> {
    return this.#credentials.consume({ identifier: supi, credential, requester });
  }

  async #authorised(supi: string, request: ServiceRequest): Promise<boolean> {
    const name = requesterName(request);
    const registrations = await this.#registrations.registrations(supi);
    return registrations.some(({ document }) => {
      const { requester, authorised } = readRegistration(document);
      return authorised && requester === name;
    });
  }
}
