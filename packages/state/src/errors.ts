import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/state`. */
export const stateErrors = defineErrors("state", {
  INVALID_KEY: {
    meaning: "A state key is empty, too long or holds characters outside its alphabet.",
    remedy: "This is a defect of the contract or of the names it was given: use short ASCII names.",
  },
  CORRUPT_RECORD: {
    meaning: "A record of the state is not the canonical JSON that its contract wrote.",
    remedy: "Stop this node, run `symbolon ledger verify` and restore the state from another member.",
  },
});
