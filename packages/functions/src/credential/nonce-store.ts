/** Port: nonces of users' credentials that were consumed. Only the home of a number consumes them. */
export interface NonceStore {
  /**
   * Consumes a nonce for good, on disk before it resolves.
   *
   * @param holder the identifier whose credential it is
   * @param expiresAt milliseconds since 1970-01-01T00:00:00Z; the nonce may be forgotten after it
   * @returns false when it was consumed before
   */
  consume(holder: string, nonce: string, expiresAt: number): Promise<boolean>;
}
