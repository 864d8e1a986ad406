import { type Clock, parseIdentifier } from "@symbolon/base";
import { type CredentialPolicy, findNumber, type NumberReading } from "@symbolon/contracts/numbers";
import { MAX_CREDENTIAL_SKEW } from "@symbolon/crypto";
import type { StateReader } from "@symbolon/state";
import { isRefusal, type Refusal } from "../refusal-cause.ts";
import type { CredentialQuestion, HomeCredentials } from "../udm/credential-policy.ts";
import { checkCredential } from "./check-credential.ts";
import type { NonceStore } from "./nonce-store.ts";

export interface LedgerHomeCredentialsOptions {
  /** Who an asker on loopback is: this member's own name. Without it such askers' credentials are refused. */
  readonly loopbackIdentity?: string;
}

export interface LedgerHomeCredentialsModules {
  readonly state: StateReader;
  readonly nonces: NonceStore;
  readonly clock: Clock;
}

/** The home's check of users' credentials, by what the ledger records: keys and policies of its numbers. */
export class LedgerHomeCredentials implements HomeCredentials {
  readonly #loopbackIdentity: string | undefined;
  readonly #modules: LedgerHomeCredentialsModules;

  constructor(options: LedgerHomeCredentialsOptions, modules: LedgerHomeCredentialsModules) {
    this.#loopbackIdentity = options.loopbackIdentity;
    this.#modules = modules;
  }

  /** An IMSI without routing on the ledger counts as `required`; other identities have no key there, so none can be asked for. */
  policy(identifier: string): CredentialPolicy {
    if (!identifier.startsWith("imsi-")) return "off";
    return this.#read(identifier)?.range.routing?.credentialPolicy ?? "required";
  }

  async consume({ identifier, credential, requester }: CredentialQuestion): Promise<Refusal | undefined> {
    const { nonces, clock } = this.#modules;
    const userKey = this.#read(identifier)?.overlay?.userKey;
    const aud = requester.tlsIdentity ?? this.#loopbackIdentity;
    const now = clock.now();
    const outcome = await checkCredential({ policy: "required", credential, userKey, sub: identifier, aud, now });
    if (isRefusal(outcome)) return outcome;
    const { nonce = "", exp = 0 } = outcome.claims ?? {};
    const fresh = await nonces.consume(identifier, nonce, (exp + MAX_CREDENTIAL_SKEW) * 1000);
    return fresh ? undefined : { refused: "CREDENTIAL_REPLAYED", message: "the credential was used before" };
  }

  #read(text: string): NumberReading | undefined {
    const identifier = parseIdentifier(text);
    if (identifier.kind !== "imsi" && identifier.kind !== "msisdn") return undefined;
    return findNumber(this.#modules.state, identifier.kind, identifier.digits);
  }
}
