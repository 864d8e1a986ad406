import type { Log } from "@symbolon/base";
import {
  type HttpPlugin,
  ledgerPlugin,
  managementPlugin,
  nbchfPlugin,
  OwnRecords,
  RoutingExchange,
  transactionPlugin,
  type WitnessBoard,
} from "@symbolon/faces/http";
import type { CopyFreshness, RoutingResolver } from "@symbolon/functions/bchf";
import type { Ledger } from "@symbolon/ledger";
import type { Genesis } from "@symbolon/state";
import type { MemberConfig } from "../config/member-config.ts";
import { ledgerProofSource } from "./ledger-proof-source.ts";
import { noAccounts } from "./no-accounts.ts";
import type { OpenHome } from "./open-home.ts";
import type { MemberTransactionSubmitter } from "./transaction-submitter.ts";

interface ApiPluginsModules {
  readonly ledger: Ledger;
  readonly genesis: Genesis;
  readonly witnesses: WitnessBoard;
  readonly resolver: RoutingResolver;
  readonly freshness: CopyFreshness;
  readonly submitter: MemberTransactionSubmitter;
  readonly home: OpenHome | undefined;
  readonly log: Log;
}

/** Routes of the `api` face: what members offer each other (the ledger, and Nbchf for those without a copy), and what a member's own systems manage. */
export function apiPlugins({ member: memberId }: MemberConfig, modules: ApiPluginsModules): readonly HttpPlugin[] {
  const { ledger } = modules;
  const records = new OwnRecords({ memberId }, ledger);
  const accounts = modules.home?.accountOpening ?? noAccounts;
  return [
    ledgerPlugin(modules),
    nbchfPlugin({ exchange: new RoutingExchange({}, modules), proofs: ledgerProofSource(ledger) }),
    managementPlugin({ memberId }, { ...modules, accounts, records }),
    transactionPlugin({ memberId }, modules),
  ];
}
