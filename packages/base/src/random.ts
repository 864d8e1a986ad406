/** Port for unpredictable octets. */
export interface Random {
  /** @returns `length` octets fit for keys and nonces. */
  bytes(length: number): Uint8Array;
}
