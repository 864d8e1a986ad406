export * from "./sequence-number-window.ts";
export * from "./usim.ts";
