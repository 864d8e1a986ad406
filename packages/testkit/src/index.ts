export * from "./eventually.ts";
export * from "./ledger/ledger-compliance.ts";
export * from "./ledger/test-contract.ts";
export * from "./ledger/test-members.ts";
export * from "./ledger/test-ruleset.ts";
export * from "./ledger/test-transactions.ts";
export * from "./simulated-time.ts";
export * from "./system-time.ts";
