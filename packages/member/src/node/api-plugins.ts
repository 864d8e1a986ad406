import type { Log } from "@symbolon/base";
import {
  type HttpPlugin,
  ledgerPlugin,
  managementPlugin,
  OwnRecords,
  transactionPlugin,
  type WitnessBoard,
} from "@symbolon/faces/http";
import type { Ledger } from "@symbolon/ledger";
import type { Genesis } from "@symbolon/state";
import type { MemberConfig } from "../config/member-config.ts";
import { noAccounts } from "./no-accounts.ts";
import type { OpenHome } from "./open-home.ts";
import type { MemberTransactionSubmitter } from "./transaction-submitter.ts";

interface ApiPluginsModules {
  readonly ledger: Ledger;
  readonly genesis: Genesis;
  readonly witnesses: WitnessBoard;
  readonly submitter: MemberTransactionSubmitter;
  readonly home: OpenHome | undefined;
  readonly log: Log;
}

/** Routes of the `api` face: what members offer each other, and what a member's own systems manage. */
export function apiPlugins({ member: memberId }: MemberConfig, modules: ApiPluginsModules): readonly HttpPlugin[] {
  const records = new OwnRecords({ memberId }, modules.ledger);
  const accounts = modules.home?.accountOpening ?? noAccounts;
  return [
    ledgerPlugin(modules),
    managementPlugin({ memberId }, { ...modules, accounts, records }),
    transactionPlugin({ memberId }, modules),
  ];
}
