export * from "./check-credential.ts";
export * from "./ledger-home-credentials.ts";
export * from "./nonce-store.ts";
