export * from "./causes.ts";
