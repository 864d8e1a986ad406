export * from "./block-header.ts";
export * from "./block-roots.ts";
export * from "./hash.ts";
export * from "./heartbeat.ts";
export * from "./merkle-tree.ts";
export * from "./transaction.ts";
export * from "./tree-path.ts";
