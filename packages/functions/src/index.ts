export * from "./credential/index.ts";
export * from "./errors.ts";
export * from "./refusal-cause.ts";
