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
  PROOF_NOT_ACCEPTED: {
    meaning:
      "Another member's proof does not hold against the pinned trust, or proves something else than was asked for.",
    remedy:
      "Check the pinned trust document; if it is right, tell the members: the named one shows what the ledger does not hold.",
  },
  HEADERS_DIVERGE: {
    meaning: "Two members show different blocks of one height, both signed by the orderer.",
    remedy: "Stop relying on this ledger and compare the blocks with other members: the orderer has signed two chains.",
  },
  HEADER_UNCONFIRMED: {
    meaning: "No second member has the block that a proof stands on.",
    remedy: "Ask again in a moment; if it stays so, the configured members are unreachable or far behind.",
  },
});
