import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/proofs`: documents that cannot be read. A proof that is read but does not hold is a verdict, not an error. */
export const proofsErrors = defineErrors("proofs", {
  PROOF_TOO_LARGE: {
    meaning: "A proof has more octets than a proof may have.",
    remedy: "Check that the file is a proof; docs/LIMITS.md names the limit.",
  },
  PROOF_MALFORMED: {
    meaning: "Octets are not a proof: not canonical JSON, or members are missing, unknown or of the wrong form.",
    remedy: "Fetch the proof again and keep it octet for octet; do not format or edit it.",
  },
  PROOF_FORMAT: {
    meaning: "A proof is of a format or anchor type that this release does not know.",
    remedy: "Verify it with a newer release.",
  },
  TRUST_MALFORMED: {
    meaning: "A trust document is not canonical JSON of the known format, or names no usable keys.",
    remedy: "Get the trust document of the ledger again from a source that you trust.",
  },
});
