export * from "./members/index.ts";
export * from "./numbers/index.ts";
