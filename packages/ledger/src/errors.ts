import { defineErrors } from "@symbolon/base";

/** Errors of `@symbolon/ledger`. Codes of refused transactions are part of the hashed results: never change their sense. */
export const ledgerErrors = defineErrors("ledger", {
  TRANSACTION_MALFORMED: {
    meaning: "A transaction does not have the form that the ledger reads.",
    remedy: "Check the member that the message names; docs/LIMITS.md lists the lengths.",
  },
  TRANSACTION_TOO_LARGE: {
    meaning: "A transaction has more octets than one transaction may have.",
    remedy: "Split the work over several transactions.",
  },
  WRONG_LEDGER: {
    meaning: "A transaction was signed for another ledger.",
    remedy: "Sign it again with the identifier that `symbolon ledger status` shows.",
  },
  CONTRACT_UNKNOWN: {
    meaning: "No contract of this name is active on the ledger.",
    remedy: "Check the name; a contract of a newer release becomes active by a vote.",
  },
  METHOD_UNKNOWN: {
    meaning: "The active version of the contract has no such method.",
    remedy: "Check the name of the method and the version of the contract.",
  },
  ARGUMENTS_INVALID: {
    meaning: "The arguments of a transaction do not fit the method's schema.",
    remedy: "Correct the argument that the message names.",
  },
  CERTIFICATE_UNKNOWN: {
    meaning: "The certificate that a transaction names is not recorded on the ledger.",
    remedy: "Register the key certificate first, or wait until its registration has reached this member.",
  },
  CERTIFICATE_EXPIRED: {
    meaning: "The certificate that a transaction names is outside its validity at block time.",
    remedy: "Issue and register a new key certificate.",
  },
  CERTIFICATE_REVOKED: {
    meaning: "The certificate that a transaction names was revoked by its member.",
    remedy: "Sign with another registered key certificate.",
  },
  MEMBER_SUSPENDED: {
    meaning: "The submitting member is suspended or has left.",
    remedy: "Ask the other members; they lift a suspension by a vote.",
  },
  ROLE_NOT_PERMITTED: {
    meaning: "The role of the submitting certificate may not call this method.",
    remedy: "Sign with a certificate of a role that the method allows.",
  },
  SIGNATURE_INVALID: {
    meaning: "The signature of a transaction does not verify under the recorded key.",
    remedy: "Check that the right key signs, and that nothing changed the transaction on its way.",
  },
  TRANSACTION_EXPIRED: {
    meaning: "A transaction is older than the replay window.",
    remedy: "Sign it again with the present time; nothing was executed.",
  },
  TRANSACTION_FROM_FUTURE: {
    meaning: "The time of a transaction lies further ahead of block time than the replay window.",
    remedy: "Set the submitter's clock.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    meaning: "The member has used this idempotency key for another request.",
    remedy: "Take a fresh key for each new request; repeat a key only to repeat the same request.",
  },
  TRANSACTION_REPEATED: {
    meaning: "A block holds a request that was executed before; its first result stands.",
    remedy: "Nothing to do: the receipt of the first execution is the answer.",
  },
  WORK_LIMIT_EXCEEDED: {
    meaning: "A method read, wrote, hashed or verified more than one transaction may.",
    remedy: "Split the work over several transactions.",
  },
  INTERNAL: {
    meaning: "A contract failed in a way that it does not name.",
    remedy: "Report it with the identifier of the transaction; nothing was written.",
  },
  RESERVED_KEY: {
    meaning: "A contract tried to write where the ledger keeps its own records.",
    remedy: "This is a defect of the contract.",
  },
  INVALID_VALUE: {
    meaning: "A contract wrote a value or gave a result that the state cannot carry.",
    remedy: "This is a defect of the contract.",
  },
  CONTRACT_VERSION_MISSING: {
    meaning: "The next block needs a version of a contract that this release does not have.",
    remedy: "Install the release that brings the named version; nothing is lost, the node goes on from here.",
  },
  GENESIS_INVALID: {
    meaning: "The document that a ledger starts from is incomplete or contradicts itself.",
    remedy: "Compare it with another member's; every member must use the same octets.",
  },
  GENESIS_MISMATCH: {
    meaning: "The state directory belongs to another ledger than the genesis document.",
    remedy: "Point the member at the right directory, or start from an empty one.",
  },
  STATE_MISMATCH: {
    meaning: "Head, block and state tree of this node do not belong together.",
    remedy:
      "Run `symbolon ledger verify`; restore the state directory from a snapshot or let it follow again from empty.",
  },
  BLOCK_MALFORMED: {
    meaning: "Octets are not a block, heartbeat or header statement of this format.",
    remedy: "Check the release of the sending member.",
  },
  BLOCK_REFUSED: {
    meaning: "A block from another member is not signed by the orderer or does not continue the chain.",
    remedy: "Check the genesis document and who is asked for blocks; the block was not executed.",
  },
  BLOCK_DIFFERS: {
    meaning: "Executing a block gave other roots than its header names.",
    remedy: "Compare releases with the orderer; run `symbolon ledger verify` here and there.",
  },
  TWO_CHAINS: {
    meaning: "The orderer has signed two different headers of one height.",
    remedy: "Stop using this orderer; both signed headers are kept as evidence for the members.",
  },
  OVERLOADED: {
    meaning: "More transactions wait than the ledger takes in.",
    remedy: "Submit again after a pause with the same idempotency key.",
  },
  LEDGER_STOPPED: {
    meaning: "The ledger has stopped itself and takes no transactions; reads go on.",
    remedy: "Look at the cause in the ledger's status, remove it, and start the member again.",
  },
  LEDGER_CLOSED: {
    meaning: "The ledger was closed while a transaction waited; it may or may not have been committed.",
    remedy: "Submit again with the same idempotency key after the restart.",
  },
  ORDERER_UNREACHABLE: {
    meaning: "The member that orders blocks does not answer.",
    remedy: "Check the network and the orderer; the request can be repeated with the same idempotency key.",
  },
  RECEIPT_UNTRUE: {
    meaning: "The orderer gave a receipt that its own blocks do not bear out.",
    remedy: "Treat the request as open; show the receipt to the other members, who can check the blocks too.",
  },
  WORKER_FAILED: {
    meaning: "The thread that executes blocks ended or could not start.",
    remedy: "Look at the cause; start the member again, nothing that had a receipt is lost.",
  },
  ARCHIVE_MALFORMED: {
    meaning: "A ledger archive is cut off, altered, or of another format.",
    remedy: "Take the archive again from its source and compare its hash.",
  },
  RECORD_UNKNOWN: {
    meaning: "There is no such block, transaction or signed header to prove.",
    remedy: "Check height and position; blocks older than the retention are with archive members.",
  },
  STORE_FULL: {
    meaning: "The disk, or the quota on it, has no room for the next block; nothing of the block was written.",
    remedy: "Make room on the file system that the message names and start the member again; reads go on meanwhile.",
  },
  STORE_CORRUPT: {
    meaning: "A file, tree node or record of the store is cut off or altered, or does not agree with the state tree.",
    remedy:
      "Restore the state directory from a snapshot, or empty it and let the member follow again; keep the damaged file for inspection.",
  },
  STORE_FORMAT: {
    meaning: "The store in a directory was written in a format that this release does not read.",
    remedy: "Use the release that wrote it, or empty the directory and let the member follow again.",
  },
  STORE_READ_ONLY: {
    meaning: "A write was asked of a store that this process opened for reading.",
    remedy: "Only the process that executes blocks writes; submit a transaction instead.",
  },
  STORE_CLOSED: {
    meaning: "The store was used after it was closed.",
    remedy: "This is a defect of the caller: close the store last.",
  },
  STORE_MISSING: {
    meaning: "There is no store in the directory that was to be opened for reading.",
    remedy: "Start the member that writes it first, or check the directory.",
  },
  STORE_FAILED: {
    meaning: "The storage engine failed in a way that has no code of its own.",
    remedy: "Look at the cause; start the member again, nothing that had a receipt is lost.",
  },
  STORE_BATCH_INVALID: {
    meaning: "A batch was handed to a store that holds an empty value or does not follow the height before.",
    remedy: "This is a defect of the caller; nothing was written.",
  },
  TREE_UPDATE_STALE: {
    meaning: "A tree update was accepted that was not made from the tree as it is now.",
    remedy: "This is a defect of the caller: discard it and compute it again.",
  },
});
