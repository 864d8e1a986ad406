import type { CredentialNonceStore } from "@symbolon/stores";
import type { MemberNodeModules } from "./member-node-modules.ts";

/** Milliseconds between two rounds in which expired nonces are forgotten. */
export const NONCE_PURGE_INTERVAL_MS = 600_000;
/** Nonces that one round forgets. */
export const MAX_NONCES_PURGED = 10_000;

/** Forgets the nonces of credentials that have expired: they are refused for their age from then on. */
export class NoncePurge implements AsyncDisposable {
  readonly #modules: Pick<MemberNodeModules, "clock" | "timers" | "log">;
  readonly #nonces: CredentialNonceStore;
  #forget: () => void = () => {};
  #round: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(modules: Pick<MemberNodeModules, "clock" | "timers" | "log">, nonces: CredentialNonceStore) {
    this.#modules = modules;
    this.#nonces = nonces;
    this.#wait();
  }

  #wait(): void {
    if (this.#closed) return;
    this.#forget = this.#modules.timers.after(NONCE_PURGE_INTERVAL_MS, () => {
      this.#round = this.#purge().finally(() => {
        this.#wait();
      });
    });
  }

  async #purge(): Promise<void> {
    const { clock, log } = this.#modules;
    try {
      await this.#nonces.purge(clock.now(), MAX_NONCES_PURGED);
    } catch (error) {
      log.warn("credential.nonces_not_purged", { cause: error instanceof Error ? error.message : String(error) });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#forget();
    await this.#round;
  }
}
