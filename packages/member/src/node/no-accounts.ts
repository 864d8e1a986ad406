import type { AccountOpening } from "@symbolon/faces/http";
import { memberErrors } from "../errors.ts";

/** What a member without a subscriber store answers when accounts are to be opened. */
export const noAccounts: AccountOpening = {
  begin() {
    return Promise.reject(memberErrors.error("NO_SUBSCRIBER_STORE", "this member's node keeps no subscribers"));
  },
  progress: () => Promise.resolve(undefined),
};
