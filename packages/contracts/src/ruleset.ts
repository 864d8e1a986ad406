import type { Contract, Ruleset } from "@symbolon/state";
import { governanceContract } from "./governance/contract.ts";
import { membersContract } from "./members/contract.ts";
import { submitterRegistry } from "./members/submitters.ts";
import { numbersContract } from "./numbers/contract.ts";
import { settlementContract } from "./settlement/contract.ts";

/** Everything that the ledger of an alliance runs. Contracts are initialised in this order. */
export const symbolonRuleset: Ruleset = {
  contracts: [membersContract, settlementContract, numbersContract, governanceContract],
  submitters: submitterRegistry,
};

/** JSON schemas (typebox) of the arguments of every method: contract name, then method name. */
export const contractSchemas: Readonly<Record<string, Readonly<Record<string, object>>>> = Object.fromEntries(
  symbolonRuleset.contracts.map(({ name, methods }: Contract) => [
    name,
    Object.fromEntries(Object.entries(methods).map(([method, { args }]) => [method, args])),
  ]),
);
