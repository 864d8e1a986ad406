export { MAX_ID_LENGTH, MAX_SPKI_LENGTH, MAX_TEXT_LENGTH } from "./contract/schemas.ts";
export * from "./errors.ts";
export * from "./genesis.ts";
export * from "./governance/index.ts";
export * from "./members/index.ts";
export * from "./numbers/index.ts";
export * from "./ruleset.ts";
export * from "./settlement/index.ts";
