export type { NumberRange } from "./number-sequence.ts";
export * from "./open-accounts.ts";
