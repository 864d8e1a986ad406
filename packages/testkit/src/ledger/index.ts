export * from "../system-time.ts";
export * from "./test-contract.ts";
export * from "./test-members.ts";
export * from "./test-ruleset.ts";
export * from "./test-transactions.ts";
