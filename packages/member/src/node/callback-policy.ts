import { clientTlsOptions, type MemberTrust, type TlsIdentity, type TrustSource } from "@symbolon/crypto";
import type { Clock } from "@symbolon/base";
import { hostOf } from "@symbolon/faces/sbi";
import { isLoopback } from "./face-address.ts";

export interface CallbackPolicyOptions {
  /** Hosts of the member's own network functions. */
  readonly hosts: readonly string[];
}

export interface CallbackPolicyModules {
  readonly identity: TlsIdentity;
  readonly trust: TrustSource;
  readonly clock: Clock;
}

/**
 * Which addresses consumers of Nudm may have called, and how. They choose them freely: without this, whoever may register
 * a terminal could make the home send requests into its own network.
 */
export class CallbackPolicy {
  readonly #hosts: ReadonlySet<string>;
  readonly #modules: CallbackPolicyModules;

  constructor({ hosts }: CallbackPolicyOptions, modules: CallbackPolicyModules) {
    this.#hosts = new Set(hosts.map((host) => host.toLowerCase()));
    this.#modules = modules;
  }

  /** https at an endpoint that an active member recorded, http on loopback, both where the configuration names the host. */
  mayCall(callback: URL): boolean {
    const host = hostOf(callback);
    if (this.#hosts.has(host.toLowerCase())) return true;
    if (callback.protocol === "https:") return this.#memberAt(host) !== undefined;
    return callback.protocol === "http:" && isLoopback(host);
  }

  /** Mutual TLS against the CA of the member whose endpoint the host is; the system's trust for hosts that only the configuration names. */
  tlsOptions(host: string) {
    const { identity, clock } = this.#modules;
    const member = this.#memberAt(host);
    return member === undefined ? {} : clientTlsOptions(identity, member, host, clock);
  }

  #memberAt(host: string): MemberTrust | undefined {
    const wanted = host.toLowerCase();
    return this.#modules.trust.members().find(({ names }) => names.some((name) => name.toLowerCase() === wanted));
  }
}
