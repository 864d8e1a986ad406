export * from "./keys.ts";
export * from "./reading.ts";
export * from "./records.ts";
