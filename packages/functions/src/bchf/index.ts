export * from "./copy-freshness.ts";
export * from "./ledger-bchf.ts";
export * from "./light-bchf.ts";
export { MAX_MEMBERS_SEARCHED } from "./member-directory.ts";
export { MAX_CONFIRMED_HEADERS } from "./proof-collector.ts";
export { MAX_RANGE_CONTENTS } from "./range-contents.ts";
export * from "./remote-bchf.ts";
export * from "./routing.ts";
