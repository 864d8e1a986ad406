export * from "./block.ts";
export * from "./ledger.ts";
export * from "./receipt.ts";
