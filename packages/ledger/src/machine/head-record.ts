import { canonicalBytes, fromUtf8 } from "@symbolon/base";
import { ledgerErrors } from "../errors.ts";
import type { ReadableStore } from "../store/state-store.ts";
import type { MachineHead } from "./executed-block.ts";

/** Name among a store's own facts of its last committed block. */
export const HEAD = "head";

export function encodeHead(head: MachineHead): Uint8Array {
  return canonicalBytes({ v: 1, ...head });
}

/** The last committed block of a store, `undefined` when it is empty. @throws STATE_MISMATCH */
export function readHead(store: Pick<ReadableStore, "meta">): MachineHead | undefined {
  const bytes = store.meta(HEAD);
  if (bytes === undefined) return undefined;
  try {
    const { ledger, height, time, stateRoot } = JSON.parse(fromUtf8(bytes)) as MachineHead;
    return { ledger, height, time, stateRoot };
  } catch (cause) {
    throw ledgerErrors.error("STATE_MISMATCH", "the record of the last committed block is unreadable", { cause });
  }
}
