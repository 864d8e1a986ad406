export * from "./digits.ts";
export * from "./keys.ts";
export * from "./reading.ts";
export * from "./records.ts";
export * from "./state-machine.ts";
