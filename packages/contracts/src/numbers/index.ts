export * from "./contract.ts";
export * from "./digits.ts";
export * from "./keys.ts";
export * from "./plan-digest.ts";
export * from "./reading.ts";
export * from "./records.ts";
export * from "./schemas.ts";
export * from "./state-machine.ts";
