import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/client`. */
export const clientErrors = defineErrors("client", {
  QUERY_REFUSED: {
    meaning: "The BCHF answered a query with a problem (RFC 9457); status and cause are in the details.",
    remedy: "Look at the 3GPP cause: 404 means that nobody holds the number, 503 that the copy is too old for now.",
  },
  QUERY_UNREACHABLE: {
    meaning: "The BCHF did not answer, or not within the time that the client waits.",
    remedy: "Check the address and the network; a query changes nothing and can be repeated.",
  },
  ANSWER_MALFORMED: {
    meaning: "The answer is too large or not of the form of the Nbchf service.",
    remedy: "Check that the address is that of a BCHF and that both sides are of compatible releases.",
  },
  SIGNATURE_SUITE_UNSUPPORTED: {
    meaning: "This browser or runtime cannot check signatures of the suite that the ledger uses.",
    remedy: "Use a newer browser, or `symbolon verify`.",
  },
});
