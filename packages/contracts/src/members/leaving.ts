import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { listAccounts } from "../settlement/reading.ts";
import { takeMembershipStep } from "./membership.ts";
import { requireSubmitter } from "./permission.ts";

/** Most accounts of a member that leaves. */
export const MAX_ACCOUNTS_ON_LEAVING = 300;

/** The submitter leaves. What it still holds is reclaimed by vote. @throws MEMBER_OWES, LAST_MEMBER */
export function leave(view: StateView): void {
  const { id } = requireSubmitter(view);
  const accounts = listAccounts(view, MAX_ACCOUNTS_ON_LEAVING + 1, id);
  const open = accounts.find(({ balance }) => balance !== "0");
  if (open !== undefined || accounts.length > MAX_ACCOUNTS_ON_LEAVING) {
    const { counterparty, currency, balance } = open ?? { counterparty: "others", currency: "", balance: "unread" };
    throw contractErrors.error("MEMBER_OWES", `${id} has a balance of ${balance} ${currency} with ${counterparty}`);
  }
  takeMembershipStep(view, id, "leave");
}
