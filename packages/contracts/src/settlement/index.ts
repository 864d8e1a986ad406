export * from "./contract.ts";
export * from "./keys.ts";
export * from "./money.ts";
export * from "./occupation.ts";
export * from "./pricing.ts";
export * from "./reading.ts";
export * from "./records.ts";
export * from "./schemas.ts";
