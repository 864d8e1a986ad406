import { findAccount, listAccounts, listEntries } from "@symbolon/contracts/settlement";
import type { PairOptions } from "../commands/settlement.ts";
import type { MemberOptions } from "../connection/member-options.ts";
import { withSession, withState } from "../connection/member-session.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { table } from "../console/table.ts";

/** Accounts or entries that are shown at most. */
export const MAX_SETTLEMENT_ROWS = 10_000;

export async function accounts(
  options: MemberOptions & { readonly all?: boolean },
  output: ConsoleOutput,
): Promise<void> {
  const found = await withState(options, ({ config, state }) =>
    listAccounts(state, MAX_SETTLEMENT_ROWS, options.all === true ? undefined : config.member),
  );
  const rows = found.map(({ member, counterparty, currency, balance, creditLimit }) => [
    member,
    counterparty,
    currency,
    balance,
    creditLimit,
  ]);
  output.answer(
    { accounts: found },
    rows.length === 0 ? "no accounts" : table(["member", "counterparty", "currency", "balance", "credit limit"], rows),
  );
}

export async function statement(
  { with: other, currency, ...options }: PairOptions,
  output: ConsoleOutput,
): Promise<void> {
  const entries = await withState(options, ({ config, state }) => {
    const account = findAccount(state, config.member, other, currency);
    return account === undefined ? [] : listEntries(state, account, MAX_SETTLEMENT_ROWS);
  });
  const rows = entries.map(({ at, debtor, creditor, amount, lines }) => [
    new Date(at).toISOString(),
    debtor,
    creditor,
    amount,
    lines.map(({ what, numbers }) => `${what}${numbers === undefined ? "" : ` x ${numbers}`}`).join(", "),
  ]);
  output.answer(
    { entries },
    rows.length === 0 ? "no entries" : table(["time", "debtor", "creditor", currency, "for"], rows),
  );
}

export async function credit(
  { with: member, currency, limit, ...options }: PairOptions & { readonly limit: string },
  output: ConsoleOutput,
): Promise<void> {
  const { height } = await withSession(options, ({ api }) =>
    api.call("settlement", "setCreditLimit", { member, currency, limit }),
  );
  output.answer(
    { member, currency, limit, height },
    `${member} may owe ${limit} ${currency} (minor units) from height ${height} on`,
  );
}

export async function pay(
  {
    with: payee,
    currency,
    amount,
    reference,
    ...options
  }: PairOptions & { readonly amount: string; readonly reference: string },
  output: ConsoleOutput,
): Promise<void> {
  const { result, height } = await withSession(options, ({ api }) =>
    api.call("settlement", "announcePayment", { payee, currency, amount, reference }),
  );
  output.answer(result, `announced at height ${height}: ${JSON.stringify(result)}`);
}

export async function confirm(
  payment: string,
  options: MemberOptions & { readonly refuse?: boolean },
  output: ConsoleOutput,
): Promise<void> {
  const method = options.refuse === true ? "refusePayment" : "confirmPayment";
  const { result, height } = await withSession(options, ({ api }) => api.call("settlement", method, { payment }));
  output.answer(result, `${JSON.stringify(result)} at height ${height}`);
}
