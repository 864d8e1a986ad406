import { findMember } from "@symbolon/contracts/members";
import { WitnessBoard } from "@symbolon/faces/http";
import { CopyFreshness, LedgerBchf, type RoutingResolver } from "@symbolon/functions/bchf";
import type { Ledger } from "@symbolon/ledger";
import type { MemberConfig } from "../config/member-config.ts";
import { GenesisTrust } from "../trust/genesis-trust.ts";
import { LedgerTrust } from "../trust/ledger-trust.ts";
import { SwitchingTrust } from "../trust/switching-trust.ts";
import { nameOnLoopback } from "./face-address.ts";
import type { MemberNodeModules } from "./member-node-modules.ts";
import { openFaces } from "./open-faces.ts";
import { NodeKeys } from "./open-keys.ts";
import { readGenesis } from "./read-genesis.ts";
import { openLedger } from "./open-ledger.ts";
import { openHome } from "./open-home.ts";
import { apiPlugins } from "./api-plugins.ts";
import { MemberTransactionSubmitter } from "./transaction-submitter.ts";

const MILLISECONDS = 1000;

/** One member's daemon: its copy of the ledger, its functions, its faces. */
export class MemberNode implements AsyncDisposable {
  readonly memberId: string;
  readonly ledger: Ledger;
  readonly resolver: RoutingResolver;
  readonly submitter: MemberTransactionSubmitter;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    memberId: string,
    parts: { ledger: Ledger; resolver: RoutingResolver; submitter: MemberTransactionSubmitter },
    resources: AsyncDisposableStack,
  ) {
    this.memberId = memberId;
    this.ledger = parts.ledger;
    this.resolver = parts.resolver;
    this.submitter = parts.submitter;
    this.#resources = resources;
  }

  /**
   * Starts a node. A follower that starts for the first time waits for the member that orders, until `signal` aborts.
   * @throws errors of the configuration, the keys, the ledger and the faces, by their codes
   */
  static async start(
    config: MemberConfig,
    modules: MemberNodeModules,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<MemberNode> {
    await using opening = new AsyncDisposableStack();
    const keys = opening.use(await NodeKeys.open(config, modules));
    const identity = await keys.tlsIdentity();
    const genesis = readGenesis(config.ledger.genesis);
    const trust = new SwitchingTrust(new GenesisTrust(genesis));
    const witnesses = new WitnessBoard();
    const resources = opening.use(new AsyncDisposableStack());
    const shared = { ...modules, identity, trust, genesis, witnesses, resources };
    const ledger = opening.use(await openLedger(config, { ...shared, signer: await keys.nodeSigner() }, signal));
    trust.switchTo(new LedgerTrust(ledger.state));
    warnOfStranger(config.member, ledger, modules);
    const submitter = new MemberTransactionSubmitter({ ...modules, ledger, ...(await keys.adminSigner()) });
    const freshness = new CopyFreshness(
      { maxAge: config.freshness.maxAgeSeconds * MILLISECONDS },
      { ...modules, state: ledger.state },
    );
    const [tlsName = config.member] = identity.certificate.names;
    const bchfOptions = { failClosed: config.freshness.failClosed, ...nameOnLoopback(config.faces.bchf, tlsName) };
    const resolver = new LedgerBchf(bchfOptions, { ...modules, state: ledger.state, freshness });
    const credentials = nameOnLoopback(config.faces.sbi, tlsName);
    const home = await openHome(config, { ...shared, keys, state: ledger.state, credentials, submitter });
    if (home !== undefined) opening.use(home);
    const faces = {
      ...shared,
      ledger,
      resolver,
      freshness,
      sbiPlugins: home?.sbiPlugins,
      apiPlugins: apiPlugins(config, { ...shared, ledger, submitter, home, resolver, freshness }),
    };
    opening.use(await openFaces(config, faces));
    modules.log.info("member.started", { member: config.member, height: ledger.status().height });
    return new MemberNode(config.member, { ledger, resolver, submitter }, opening.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]();
  }
}

/** An applicant follows before it is admitted; anybody else has a wrong `member`. */
function warnOfStranger(memberId: string, ledger: Ledger, { log }: MemberNodeModules): void {
  if (findMember(ledger.state, memberId) === undefined) log.warn("member.not_on_ledger", { member: memberId });
}
