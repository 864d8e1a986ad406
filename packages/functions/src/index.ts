export * from "./refusal-cause.ts";
