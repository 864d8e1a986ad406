export * from "./config-options.ts";
export { configText } from "./config-text.ts";
export * from "./load-member-config.ts";
export type { MemberConfig } from "./member-config.ts";
