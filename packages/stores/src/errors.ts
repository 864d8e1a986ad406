import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/stores`. */
export const storesErrors = defineErrors("stores", {
  STORE_KEY_INVALID: {
    meaning: "A store key does not have the form that encryption at rest needs.",
    remedy: "Give 32 octets from a random source and an id of 1 to 32 letters, digits, `.`, `_` or `-`.",
  },
  STORE_KEY_UNKNOWN: {
    meaning: "A secret of the subscriber store is encrypted under a store key that was not given.",
    remedy: "Give the older key among the previous store keys, or restore the key that this store was written with.",
  },
  SECRET_UNREADABLE: {
    meaning: "A secret of the subscriber store does not decrypt: altered, moved to another row, or the wrong key.",
    remedy: "Check that the store key belongs to this store; otherwise restore the row from a backup.",
  },
  SUBSCRIBER_STORE_NEWER: {
    meaning: "The subscriber store was written by a newer release.",
    remedy: "Run the release that wrote it, or a newer one.",
  },
  SUBSCRIBER_STORE_FAILED: {
    meaning: "The database under the subscriber store refused a statement; nothing of it was written.",
    remedy: "Read the cause: disk full, file not writable or database not reachable.",
  },
  SUBSCRIBER_STORE_BUSY: {
    meaning:
      "More changes wait for the subscriber store than it takes on at a time, or one entry is changed too often at once.",
    remedy: "Send the request again later.",
  },
  SUBSCRIBER_RECORD_CORRUPT: {
    meaning: "A row of the subscriber store does not hold what this program writes.",
    remedy: "Restore the row from a backup; no program but this one may write to the store.",
  },
  ACCOUNT_EXISTS: {
    meaning: "A number that shall be opened has an account already, from elsewhere than this order.",
    remedy: "Leave the number out of the order, or erase its account first.",
  },
  ACCOUNT_INVALID: {
    meaning: "An account that shall be opened is not well formed.",
    remedy: "Correct the named member: SUPI, K, OPc, AMF or package.",
  },
  ACCOUNT_ORDER_CONFLICT: {
    meaning: "An order id was used before with other content.",
    remedy: "Use a new order id, or repeat the order exactly as it was to resume it.",
  },
});
