import { type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { contractVersionKey } from "./keys.ts";
import { findContractVersion } from "./reading.ts";
import type { ContractVersionRecord } from "./records.ts";
import type { Activation } from "./schemas.ts";

/** Blocks between the vote that decides an activation and its height: time to install the release. */
export const MIN_ACTIVATION_NOTICE_BLOCKS = 10;

/** @throws PROPOSAL_INVALID for an unknown contract, a version that runs already, or too short a notice */
export function checkActivation(view: StateView, { contract, version, height }: Activation): void {
  const refuse = (reason: string) => contractErrors.error("PROPOSAL_INVALID", reason);
  const record = findContractVersion(view, contract);
  if (record === undefined) throw refuse(`this ledger runs no contract ${contract}`);
  if (version <= activeVersion(record, view.height)) throw refuse(`${contract} has passed version ${version} already`);
  if (height < view.height + MIN_ACTIVATION_NOTICE_BLOCKS) {
    throw refuse(`an activation needs ${MIN_ACTIVATION_NOTICE_BLOCKS} blocks of notice; this is block ${view.height}`);
  }
}

/** Schedules it: the ledger acts when the height comes. What was scheduled before and is not due gives way. */
export function activate(view: StateView, { contract, version, height }: Activation): void {
  const record = findContractVersion(view, contract) as ContractVersionRecord;
  const scheduled: ContractVersionRecord = {
    v: 1,
    version: activeVersion(record, view.height),
    next: { version, height },
  };
  writeRecord(view, contractVersionKey(contract), scheduled);
}

function activeVersion({ version, next }: ContractVersionRecord, height: number): number {
  return next !== undefined && height >= next.height ? next.version : version;
}
