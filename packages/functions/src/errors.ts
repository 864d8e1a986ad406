import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/functions`: what its operator gives it, never what a peer asks (that is a refusal). */
export const functionErrors = defineErrors("functions", {
  FUNCTION_OPTION_INVALID: {
    meaning: "An option of a network function is out of range or contradicts another one.",
    remedy: "Correct the named option in the member's configuration.",
  },
  ACCOUNT_BATCH_INVALID: {
    meaning: "An order to open accounts is not well formed.",
    remedy: "Correct the named member of the order: ranges of equal length in order, 1 to 1,000,000 accounts in all.",
  },
});
