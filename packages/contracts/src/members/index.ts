export * from "./contract.ts";
export * from "./keys.ts";
export * from "./reading.ts";
export * from "./records.ts";
export * from "./schemas.ts";
export * from "./settings.ts";
export * from "./statements.ts";
export * from "./submitters.ts";
