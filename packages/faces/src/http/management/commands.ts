import type { TSchema } from "typebox";
import { numbersContract } from "@symbolon/contracts/numbers";

/** A resource of the management service whose POST is one method of a contract. Named like the command line. */
export interface ManagementCommand {
  readonly resource: string;
  readonly operationId: string;
  readonly summary: string;
  readonly contract: string;
  readonly method: string;
}

export const managementCommands: readonly ManagementCommand[] = [
  {
    resource: "injections",
    operationId: "InjectNumbers",
    summary: "Adds numbers to the pool, with their pricing contract (S1001)",
    contract: "numbers",
    method: "inject",
  },
  {
    resource: "applications",
    operationId: "ApplyForNumbers",
    summary: "Asks for M numbers and reserves N <= M of them (S1002)",
    contract: "numbers",
    method: "apply",
  },
  {
    resource: "records",
    operationId: "RecordNumbers",
    summary: "Records numbers with their routing info (S1004)",
    contract: "numbers",
    method: "record",
  },
  {
    resource: "transfers",
    operationId: "TransferNumbers",
    summary: "Takes over numbers of another member (S1101)",
    contract: "numbers",
    method: "transfer",
  },
  {
    resource: "ports",
    operationId: "PortNumbers",
    summary: "Takes over a subscriber with the number (S1201)",
    contract: "numbers",
    method: "port",
  },
  {
    resource: "releases",
    operationId: "ReleaseNumbers",
    summary: "Gives numbers back: quarantine, then free",
    contract: "numbers",
    method: "release",
  },
];

/** The arguments that a command takes: the contract's own schema. `undefined` when the contract has no such method. */
export function argumentsOf({ method }: ManagementCommand): TSchema | undefined {
  return numbersContract.methods[method]?.args;
}
