export * from "./eventually.ts";
export * from "./ledger/index.ts";
export * from "./ledger/ledger-compliance.ts";
export * from "./simulated-time.ts";
