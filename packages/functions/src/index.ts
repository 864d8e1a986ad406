export * from "./errors.ts";
export * from "./refusal-cause.ts";
