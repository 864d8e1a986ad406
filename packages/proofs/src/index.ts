export * from "./block-header.ts";
export * from "./hash.ts";
export * from "./transaction.ts";
export * from "./tree-path.ts";
