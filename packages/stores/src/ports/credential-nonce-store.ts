/** Port: nonces of users' credentials that were consumed. */
export interface CredentialNonceStore {
  /**
   * Consumes a nonce for good, on disk before it resolves.
   * @param holder whose credential: an identifier
   * @param expiresAt the credential's `exp` in milliseconds; the nonce may be forgotten after it
   * @returns false when it was consumed before
   */
  consume(holder: string, nonce: string, expiresAt: number): Promise<boolean>;
  /** Forgets up to `limit` nonces that expired before `now`. @returns how many */
  purge(now: number, limit: number): Promise<number>;
}
