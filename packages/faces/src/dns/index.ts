export * from "./enum-face.ts";
export type { HolderDirectory } from "./enum-records.ts";
export * from "./limits.ts";
