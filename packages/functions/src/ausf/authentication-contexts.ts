import { type Clock, type Random, toHex } from "@symbolon/base";

/** Authentications that may be under way at a time; each holds about 1 KB. */
export const MAX_AUTHENTICATION_CONTEXTS = 65_536;

/** Milliseconds that a terminal has for one answer: NAS repeats a challenge for 30 s (T3560, TS 24.501). */
export const AUTHENTICATION_CONTEXT_LIFETIME = 60_000;

const CONTEXT_ID_LENGTH = 16;

interface Entry<Context> {
  readonly context: Context;
  readonly expiresAt: number;
}

/** Contexts by ids that cannot be guessed. Each can be taken once; who goes on with one puts it back. */
export class AuthenticationContexts<Context> {
  /** In the order in which they expire, since all live equally long. */
  readonly #entries = new Map<string, Entry<Context>>();
  readonly #capacity: number;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(options: { readonly capacity?: number }, modules: { readonly clock: Clock; readonly random: Random }) {
    this.#capacity = options.capacity ?? MAX_AUTHENTICATION_CONTEXTS;
    this.#clock = modules.clock;
    this.#random = modules.random;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** True when another context would be one too many. */
  isFull(): boolean {
    this.#forgetExpired();
    return this.#entries.size >= this.#capacity;
  }

  add(context: Context): string {
    const id = toHex(this.#random.bytes(CONTEXT_ID_LENGTH));
    this.putBack(id, context);
    return id;
  }

  putBack(id: string, context: Context): void {
    this.#entries.delete(id);
    this.#entries.set(id, { context, expiresAt: this.#clock.monotonic() + AUTHENTICATION_CONTEXT_LIFETIME });
  }

  take(id: string): Context | undefined {
    this.#forgetExpired();
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    return entry?.context;
  }

  #forgetExpired(): void {
    const now = this.#clock.monotonic();
    for (const [id, { expiresAt }] of this.#entries) {
      if (expiresAt > now) return;
      this.#entries.delete(id);
    }
  }
}
