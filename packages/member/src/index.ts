export * from "./adapters/pino-log.ts";
export * from "./adapters/system-clock.ts";
export * from "./adapters/system-random.ts";
export * from "./config/config-options.ts";
export * from "./config/load-member-config.ts";
export type { MemberConfig } from "./config/member-config.ts";
export * from "./errors.ts";
