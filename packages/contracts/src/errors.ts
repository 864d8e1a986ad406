import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/contracts`: why a transaction was refused. */
export const contractErrors = defineErrors("contracts", {
  MEMBER_UNKNOWN: {
    meaning: "No member has this identifier.",
    remedy: "Check the identifier against `symbolon members list`.",
  },
  MEMBER_NOT_ACTIVE: {
    meaning: "The member is suspended or has left the alliance.",
    remedy: "A suspended member comes back by a vote of reinstatement; one that has left joins anew.",
  },
  MEMBER_EXISTS: {
    meaning: "A member with this identifier exists already.",
    remedy: "Apply with another identifier; those of members that have left are not given again.",
  },
  MEMBER_ROLE_REQUIRED: {
    meaning: "The step is reserved to members with another role.",
    remedy: "Let a member with the named role do it, or join with that role.",
  },
  LAST_MEMBER: {
    meaning: "The alliance would be left without an active member.",
    remedy: "Admit or reinstate another member first.",
  },
  MEMBER_OWES: {
    meaning: "A member that leaves still has accounts that are not at zero.",
    remedy: "Settle them: announce and confirm payments until every balance is zero.",
  },
  STATEMENT_REFUSED: {
    meaning: "A statement is not signed by a certification authority of the member that it speaks for.",
    remedy: "Sign the canonical statement, under its domain string, with the member's current CA key.",
  },
  STATEMENT_MISMATCH: {
    meaning: "A statement is meant for another ledger, another member, or a time that is over.",
    remedy: "Make a new statement with this ledger's identifier, the right member and a later expiry.",
  },
  CERTIFICATE_EXISTS: {
    meaning: "A certificate for this key is registered already; a key is registered once for ever.",
    remedy: "Make a new key pair; a revoked key never comes back.",
  },
  CERTIFICATE_NOT_FOUND: {
    meaning: "No registered certificate of this member has this identifier.",
    remedy: "The identifier is the SHA-256 of the SubjectPublicKeyInfo in hexadecimal.",
  },
  VALIDITY_INVALID: {
    meaning: "A period of validity ends before it begins, is over, or is longer than its limit.",
    remedy: "Give times in milliseconds since 1970-01-01T00:00:00Z within the limits named.",
  },
  TOO_MANY_AUTHORITIES: {
    meaning: "The member has as many certification authorities in their overlap as it may have.",
    remedy: "Wait until the overlap of an earlier rotation has ended.",
  },
  ENDPOINT_UNKNOWN: {
    meaning: "The member has no endpoint of this name and type.",
    remedy: "Add the endpoint to the member first, or name one of the right type.",
  },
  ENDPOINT_INVALID: {
    meaning: "An endpoint names a host that is neither a DNS name nor an IP address, or there are too many.",
    remedy: "Give a host without scheme, port and brackets, and remove endpoints that serve no more.",
  },
  PARENT_INVALID: {
    meaning: "A parent would make a circle or a chain that is too long, or claimed no such child.",
    remedy: "Check who claimed whom as parent with `symbolon members show`.",
  },
  PROPOSAL_UNKNOWN: {
    meaning: "No proposal has this identifier.",
    remedy: "The identifier of a proposal is that of the transaction that made it.",
  },
  PROPOSAL_CLOSED: {
    meaning: "The proposal is decided or its time to vote is over.",
    remedy: "Propose it anew.",
  },
  PROPOSAL_INVALID: {
    meaning: "What is proposed could not be carried out.",
    remedy: "Correct the named part of the proposal.",
  },
  ALREADY_VOTED: {
    meaning: "The member has voted on this proposal; a vote stands.",
    remedy: "Nothing is to be done.",
  },
  RANGE_INVALID: {
    meaning: "A range is reversed, of unequal lengths, out of 5 to 15 digits, or larger than its limit.",
    remedy: "Give start <= end with the same number of digits, in parts within the limit named.",
  },
  RANGE_OVERLAP: {
    meaning: "Some of the numbers are there already, or are named twice in the call.",
    remedy: "Leave out the numbers named; `symbolon numbers show` tells who has them.",
  },
  TOO_MANY_RANGES: {
    meaning: "The call touches more records than one transaction may.",
    remedy: "Split the call into smaller ranges.",
  },
  NUMBER_STATUS_REFUSED: {
    meaning: "The number is at a place in its life from which this step does not exist.",
    remedy: "See its status with `symbolon numbers show` and take the steps in their order.",
  },
  NUMBER_NOT_HELD: {
    meaning: "The submitter is not the member that holds the number.",
    remedy: "Only the holder may take this step.",
  },
  NUMBER_NOT_OWNED: {
    meaning: "The submitter is not the member that injected the number.",
    remedy: "Only its owner may take this step.",
  },
  NOT_ENTITLED: {
    meaning: "The submitter has no title to the numbers.",
    remedy: "Let the number buyer inject them, or have the members vote a title to them.",
  },
  NUMBERS_EXHAUSTED: {
    meaning: "No free number fits the application.",
    remedy: "Widen the pattern, drop the start or the demand that numbers be contiguous, or have numbers injected.",
  },
  RESERVATION_EXPIRED: {
    meaning: "The reservation has run out; the numbers count as free.",
    remedy: "Apply again.",
  },
  APPLICATION_UNKNOWN: {
    meaning: "No application has this identifier.",
    remedy: "The identifier of an application is that of the transaction that made it.",
  },
  FEE_CHANGED: {
    meaning: "The price is not the one that the submitter agreed to.",
    remedy: "Look at the pricing contract and submit with its current revision, or with a higher maximum fee.",
  },
  CREDIT_LIMIT_EXCEEDED: {
    meaning: "The account would fall below the credit limit that the counterparty has set.",
    remedy: "Pay, have the payment confirmed, or ask the counterparty for a higher limit.",
  },
  PRICING_UNKNOWN: {
    meaning: "No pricing contract of the submitter has this identifier.",
    remedy: "Create it first, or name one of your own.",
  },
  PRICING_EXISTS: {
    meaning: "A pricing contract with this identifier exists already.",
    remedy: "Choose another identifier, or revise the contract that exists.",
  },
  REVISION_REFUSED: {
    meaning: "A revision of prices breaks the contract's own rules: notice, start of a period, order, number.",
    remedy: "Let it take effect at the start of a period, after the notice, later than the last revision.",
  },
  AMOUNT_INVALID: {
    meaning: "An amount is out of bounds, or a currency is not an ISO 4217 code.",
    remedy: "Give integer minor units as a decimal string and a code of three capitals.",
  },
  PAYMENT_UNKNOWN: {
    meaning: "No payment has this identifier.",
    remedy: "The identifier of a payment is that of the transaction that announced it.",
  },
  PAYMENT_REFUSED: {
    meaning: "The payment is closed, or the submitter is not the side that may take this step.",
    remedy: "The payee confirms or refuses, the payer withdraws, once.",
  },
  SELF_DEALING: {
    meaning: "A member has no account with itself.",
    remedy: "Name another member.",
  },
  SUCI_TAKEN: {
    meaning: "Another member has claimed these routing parts of a SUCI.",
    remedy: "Use another routing indicator or home network public key identifier.",
  },
  SUCI_NOT_ENTITLED: {
    meaning: "The submitter has recorded no IMSI of this network, or did not claim these routing parts.",
    remedy: "Name a recorded IMSI of your own whose first digits are the MCC and the MNC.",
  },
  PLAN_NOT_APPROVED: {
    meaning: "The members have approved no plan data of this name, or they have approved them for another kind.",
    remedy: "Propose the import and have it voted first.",
  },
  PLAN_BATCH_REFUSED: {
    meaning: "A batch of plan data is out of order, or not the one that the members approved.",
    remedy: "Continue with the batch after those already imported, unchanged.",
  },
  PLAN_OVERLAP: {
    meaning: "Plan data would attribute numbers to two holders.",
    remedy: "Correct the lines named and have the new file approved.",
  },
});
