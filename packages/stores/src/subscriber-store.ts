import type { AccountStore } from "./ports/account-store.ts";
import type { AuthenticationStore } from "./ports/authentication-store.ts";
import type { CredentialNonceStore } from "./ports/credential-nonce-store.ts";
import type { RegistrationStore } from "./ports/registration-store.ts";
import type { SubscriptionStore } from "./ports/subscription-store.ts";

/** Port: one subscriber database behind UDM, HSS and HLR. */
export interface SubscriberStore extends AsyncDisposable {
  readonly authentication: AuthenticationStore;
  readonly subscriptions: SubscriptionStore;
  readonly registrations: RegistrationStore;
  readonly nonces: CredentialNonceStore;
  readonly accounts: AccountStore;
}
