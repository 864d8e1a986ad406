export { codecErrors } from "../errors.ts";
export * from "./answer.ts";
export * from "./domain.ts";
export { decodeMslookupQuery, encodeMslookupQuery, type MslookupQuery } from "./query.ts";
