export * from "./key-object-signer.ts";
export { MAX_CACHED_PUBLIC_KEYS, suiteOfSpki } from "./public-key.ts";
export * from "./signer.ts";
export { MAX_STATEMENT_LENGTH, signStatement, verifyStatement } from "./statement.ts";
export * from "./verify.ts";
