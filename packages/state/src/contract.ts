import type { JsonObject, JsonValue } from "@symbolon/base";
import type { StateView } from "./state-view.ts";

/** Bounds on what one call may read and write, so that no transaction can stall a block. */
export interface WorkLimit {
  readonly keysRead: number;
  readonly keysWritten: number;
}

/** One method of a contract. `args` is a JSON schema (typebox); the ledger validates against it before `execute`. */
export interface ContractMethod {
  readonly args: object;
  readonly execute: (view: StateView, args: never) => JsonValue;
  /** Roles of key certificates that may call it. */
  readonly roles: readonly ("client" | "node" | "admin")[];
  readonly workLimit?: WorkLimit;
}

/** A pure, deterministic part of the state machine. */
export interface Contract {
  readonly name: string;
  /** Raised with every change of behaviour; activated by a vote at a height. */
  readonly version: number;
  readonly methods: Readonly<Record<string, ContractMethod>>;
  /** Writes the records that a ledger starts with. */
  readonly initialise?: (view: StateView, genesis: JsonObject) => void;
}
