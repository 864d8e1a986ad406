import { equalBytes, utf8 } from "@symbolon/base";
import type { Sha256 } from "@symbolon/proofs";
import type { StateEntry } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";
import { proveKey } from "../tree/prove-key.ts";
import { TreeBuilder } from "../tree/tree-builder.ts";
import type { ReadableStore } from "./state-store.ts";

export interface ScrubOptions {
  /** Key to begin with; "" at first, then {@link ScrubReport.next}. */
  readonly from: string;
  /** Records to look at: each costs about 0.1 ms, and the whole call is one turn. */
  readonly limit: number;
}

/** A record whose octets are not those that the state tree vouches for. */
export interface DamagedRecord {
  readonly key: string;
  /** What is wrong with it. */
  readonly message: string;
}

export interface ScrubReport {
  readonly checked: number;
  readonly damaged: readonly DamagedRecord[];
  /** Where to go on; undefined at the end of the state. */
  readonly next: string | undefined;
}

/** Compares records with the leaves of the state tree, some at a time. Finds altered and invented records; lost ones show in {@link stateRootOf}. */
export function scrub(store: ReadableStore, options: ScrubOptions, sha256: Sha256): ScrubReport {
  const damaged: DamagedRecord[] = [];
  let checked = 0;
  for (const entry of store.scan(options.from)) {
    if (checked === options.limit) return { checked, damaged, next: entry.key };
    checked += 1;
    const message = objection(store, entry, sha256);
    if (message !== undefined) damaged.push({ key: entry.key, message });
  }
  return { checked, damaged, next: undefined };
}

function objection(store: ReadableStore, { key, value }: StateEntry, sha256: Sha256): string | undefined {
  const keyHash = sha256(utf8(key));
  try {
    const { leaf } = proveKey(store, keyHash);
    if (leaf === undefined || !equalBytes(leaf.keyHash, keyHash)) return "the state tree has no such record";
    return equalBytes(leaf.valueHash, sha256(value)) ? undefined : "its octets are not those in the state tree";
  } catch (error) {
    if (ledgerErrors.is(error, "STORE_CORRUPT")) return error.message;
    throw error;
  }
}

/** The state root that the records themselves have, computed without the stored tree. Reads all of them. */
export function stateRootOf(entries: Iterable<StateEntry>, sha256: Sha256): Uint8Array {
  const builder = new TreeBuilder();
  for (const { key, value } of entries) builder.add(sha256(utf8(key)), sha256(value));
  return builder.finish();
}
