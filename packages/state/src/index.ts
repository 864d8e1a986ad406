export * from "./composite-key.ts";
export * from "./contract.ts";
export * from "./errors.ts";
export * from "./readable-state.ts";
export * from "./records.ts";
export * from "./ruleset.ts";
export * from "./state-reader.ts";
export * from "./state-view.ts";
