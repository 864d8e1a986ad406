import type { WorkLimit } from "@symbolon/state";

/** A call about one thing: a member, a payment, a vote. */
export const SMALL_WORK: WorkLimit = { keysRead: 400, keysWritten: 100 };

/** A call about many numbers, or a vote of all members. Bounds on ranges and pieces mostly stop it earlier, with a clearer refusal. */
export const BATCH_WORK: WorkLimit = { keysRead: 20_000, keysWritten: 10_000 };
