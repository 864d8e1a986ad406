export * from "./contract.ts";
export * from "./keys.ts";
export * from "./reading.ts";
export * from "./records.ts";
export * from "./schemas.ts";
export { type ProposalKind, proposeSchema } from "./effects.ts";
export { MIN_ACTIVATION_NOTICE_BLOCKS } from "./activation.ts";
