import type { JsonObject } from "@symbolon/base";

/** `amf-3gpp-access`, `smsf-3gpp-access`, `smsf-non-3gpp-access`, or `smf-<PDU session id>`. */
export type RegistrationKind = string;

export interface Registration {
  readonly kind: RegistrationKind;
  readonly document: JsonObject;
}

export interface RegistrationChange {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

export interface SdmSubscription {
  readonly id: string;
  readonly supi: string;
  readonly document: JsonObject;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: number;
}

export interface AuthEvent {
  readonly id: string;
  readonly supi: string;
  readonly document: JsonObject;
  readonly createdAt: number;
}

/** Subscriptions to data changes that one subscriber may have; the oldest goes first. */
export const MAX_SDM_SUBSCRIPTIONS = 32;

/** Authentication events kept per subscriber; the oldest goes first. */
export const MAX_AUTH_EVENTS = 8;

/** Attempts at a change of one entry while others change it too. */
export const MAX_CHANGE_ATTEMPTS = 16;

/** Port: where subscribers are and who watches them. */
export interface RegistrationStore {
  registration(supi: string, kind: RegistrationKind): Promise<JsonObject | undefined>;
  registrations(supi: string): Promise<readonly Registration[]>;
  /**
   * Replaces an entry by what `change` makes of it; `undefined` stands for no entry. `change` may run again when
   * another writer was faster. What it throws comes out and nothing is written.
   * @throws SUBSCRIBER_STORE_BUSY
   */
  change(
    supi: string,
    kind: RegistrationKind,
    change: (before: JsonObject | undefined) => JsonObject | undefined,
  ): Promise<RegistrationChange>;
  addSdmSubscription(subscription: SdmSubscription, now: number): Promise<void>;
  removeSdmSubscription(supi: string, id: string): Promise<boolean>;
  sdmSubscriptions(supi: string, now: number): Promise<readonly SdmSubscription[]>;
  addAuthEvent(event: AuthEvent): Promise<void>;
  authEvents(supi: string): Promise<readonly AuthEvent[]>;
  removeAuthEvent(supi: string, id: string): Promise<boolean>;
}
