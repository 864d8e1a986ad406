import type { JsonValue } from "@symbolon/base";
import type { CertificateRole, ContractMethod, StateView, WorkLimit } from "@symbolon/state";
import type { Static, TSchema } from "typebox";

interface MethodDefinition<Args extends TSchema> {
  readonly args: Args;
  readonly roles: readonly CertificateRole[];
  readonly workLimit: WorkLimit;
  readonly execute: (view: StateView, args: Static<Args>) => JsonValue;
}

/** A method whose arguments have the type that their schema says; the ledger checks them before `execute`. */
export function defineMethod<Args extends TSchema>(definition: MethodDefinition<Args>): ContractMethod {
  return definition;
}
