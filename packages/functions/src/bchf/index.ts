export * from "./copy-freshness.ts";
export * from "./ledger-bchf.ts";
export * from "./routing.ts";
