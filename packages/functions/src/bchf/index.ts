export * from "./routing.ts";
